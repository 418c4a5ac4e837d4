<?php

declare( strict_types=1 );

/** Runs what WooCommerce would otherwise queue for the next visits of an administrator after an upgrade. */
function shopyard_update_database(): void {
	require_once WC_ABSPATH . 'includes/wc-update-functions.php';
	$found = (string) get_option( 'woocommerce_db_version' );
	if ( '' === $found ) {
		shopyard_fail( 'WooCommerce is active, yet it has no tables: deactivate it, and run the set-up again' );
	}
	if ( version_compare( $found, WC()->version, '>' ) ) {
		shopyard_fail( "the database is of a newer WooCommerce ($found) than this image (" . WC()->version . '): use the newer image' );
	}
	// Tables, roles and options of this version; nothing where they are there.
	if ( get_option( 'woocommerce_version' ) !== WC()->version ) {
		WC_Install::install();
	}
	foreach ( WC_Install::get_db_update_callbacks() as $version => $updates ) {
		if ( version_compare( $found, (string) $version, '>=' ) ) {
			continue;
		}
		foreach ( $updates as $update ) {
			// One that does its work in portions asks for the next by true.
			while ( true === call_user_func( $update ) );
		}
		WC_Install::update_db_version( (string) $version );
		shopyard_say( "WooCommerce's database is updated to $version" );
	}
	if ( get_option( 'woocommerce_db_version' ) !== WC()->version ) {
		WC_Install::update_db_version();
	}
}
