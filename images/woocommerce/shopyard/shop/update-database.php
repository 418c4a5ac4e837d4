<?php

declare( strict_types=1 );

/** Runs what WooCommerce would otherwise queue for the next visits of an administrator after an upgrade. */
function shopyard_update_database(): void {
	require_once WC_ABSPATH . 'includes/wc-update-functions.php';
	$found = (string) get_option( 'woocommerce_db_version' );
	if ( '' === $found ) {
		shopyard_fail( 'WooCommerce is active, yet it has no tables: deactivate it, and run the set-up again' );
	}
	$updates = WC_Install::get_db_update_callbacks();
	// The last update's version may be ahead of the release that brings it.
	$newest = version_compare( (string) array_key_last( $updates ), WC()->version, '>' ) ? (string) array_key_last( $updates ) : WC()->version;
	if ( version_compare( $found, $newest, '>' ) ) {
		shopyard_fail( "the database is of a newer WooCommerce ($found) than this image ($newest): use the newer image" );
	}
	// Tables, roles and options of this version; nothing where they are there.
	if ( get_option( 'woocommerce_version' ) !== WC()->version ) {
		WC_Install::install();
	}
	foreach ( $updates as $version => $callbacks ) {
		if ( version_compare( $found, (string) $version, '>=' ) ) {
			continue;
		}
		foreach ( $callbacks as $update ) {
			// One that does its work in portions asks for the next by true.
			while ( true === call_user_func( $update ) );
		}
		WC_Install::update_db_version( (string) $version );
		shopyard_say( "WooCommerce's database is updated to $version" );
	}
	WC_Install::update_db_version();
	// The same updates, where WooCommerce has queued them for its next visits already.
	WC()->queue()->cancel_all( '', array(), 'woocommerce-db-updates' );
}
