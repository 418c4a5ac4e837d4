<?php
/** Brings the tables of an older WordPress to the version of this image. */

declare( strict_types=1 );

require_once __DIR__ . '/../wordpress.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

$found = (int) get_option( 'db_version' );
if ( $found > (int) $wp_db_version ) {
	shopyard_fail( "the database is of a newer WordPress ($found) than this image ($wp_db_version): use the newer image" );
}
if ( $found < (int) $wp_db_version ) {
	wp_upgrade();
	wp_cache_flush();
	if ( (int) get_option( 'db_version' ) < (int) $wp_db_version ) {
		shopyard_fail( "WordPress's database stayed at $found instead of $wp_db_version" );
	}
	shopyard_say( "WordPress's database went from $found to $wp_db_version" );
}
shopyard_through();
