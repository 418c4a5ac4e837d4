<?php
/** Makes WordPress's tables, its first options and its administrator in an empty database. */

declare( strict_types=1 );

define( 'WP_INSTALLING', true );

/** Instead of WordPress's own, which would send an e-mail with the address and the name of the administrator. */
function wp_new_blog_notification(): void {}

require_once __DIR__ . '/../wordpress.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// Options come early in an installation and users late: with both it went through, or it is a shop brought from
// elsewhere. wp_install itself can run again over what a killed one left.
$wpdb->suppress_errors();
$users = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->users" );
$posts = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->posts" );
if ( is_blog_installed() && $users > 0 && $posts > 0 ) {
	shopyard_say( 'WordPress is installed' );
} else {
	// With permalinks given, wp_install doesn't try them out by calling a web server that isn't there yet.
	add_filter( 'pre_option_permalink_structure', static fn(): string => '/%postname%/' );
	wp_install(
		shopyard_environment( 'SHOPYARD_STORE_NAME' ),
		shopyard_environment( 'SHOPYARD_ADMIN_USERNAME' ),
		shopyard_environment( 'SHOPYARD_ADMIN_EMAIL' ),
		true,
		'',
		wp_slash( shopyard_environment( 'SHOPYARD_ADMIN_PASSWORD' ) )
	);
	if ( '' !== $wpdb->last_error && ! is_blog_installed() ) {
		shopyard_fail( "WordPress can't be installed: $wpdb->last_error" );
	}
	shopyard_say( 'WordPress ' . wp_get_wp_version() . ' is installed now' );
}
shopyard_through();
