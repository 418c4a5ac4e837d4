<?php
/**
 * Plugin Name: Shopyard
 * Description: Readiness of this pod, and what a shop whose code comes from its image does differently.
 */

defined( 'ABSPATH' ) || exit;

/**
 * GET /?rest_route=/shopyard/v1/ready: 200 once set-up is through, WordPress and its database answer and, where the
 * image has WooCommerce, the product list of the store's own API does; 503 with the reason before. Shows no secret.
 */
add_action(
	'rest_api_init',
	static function (): void {
		register_rest_route(
			'shopyard/v1',
			'/ready',
			array(
				'methods'             => 'GET',
				'permission_callback' => '__return_true',
				'callback'            => 'shopyard_ready',
			)
		);
	}
);

function shopyard_ready(): WP_REST_Response {
	global $wpdb, $wp_db_version;
	// Past every cache, to the database itself.
	$found = $wpdb->get_results( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name IN ('shopyard_set_up', 'db_version')", OBJECT_K );
	$not   = static fn( string $reason ): WP_REST_Response => new WP_REST_Response( array( 'ready' => false, 'reason' => $reason ), 503 );
	if ( ! isset( $found['shopyard_set_up'] ) ) {
		return $not( 'the shop is not set up yet' );
	}
	if ( (int) ( $found['db_version']->option_value ?? 0 ) < (int) $wp_db_version ) {
		return $not( 'the database is of an older WordPress' );
	}
	if ( ! file_exists( WP_PLUGIN_DIR . '/woocommerce/woocommerce.php' ) ) {
		return new WP_REST_Response( array( 'ready' => true, 'sells' => false ) );
	}
	$request = new WP_REST_Request( 'GET', '/wc/store/v1/products' );
	$request->set_query_params( array( 'per_page' => 1 ) );
	$response = rest_do_request( $request );
	if ( $response->is_error() ) {
		return $not( 'the product list answers ' . $response->get_status() );
	}
	return new WP_REST_Response( array( 'ready' => true, 'sells' => true ) );
}

// Code comes with the image: nobody is asked to update it from within.
add_filter( 'pre_site_transient_update_core', 'shopyard_no_updates' );
add_filter( 'pre_site_transient_update_plugins', 'shopyard_no_updates' );
add_filter( 'pre_site_transient_update_themes', 'shopyard_no_updates' );

function shopyard_no_updates(): object {
	return (object) array(
		'last_checked'    => time(),
		'version_checked' => wp_get_wp_version(),
		'updates'         => array(),
		'response'        => array(),
		'translations'    => array(),
		'no_update'       => array(),
		'checked'         => array(),
	);
}

// Without a way out these only fail: browsers, credits, news and events of the dashboard, and WordPress's own health
// checks against itself.
add_filter( 'wp_is_application_passwords_available', '__return_true' );
add_action(
	'wp_dashboard_setup',
	static function (): void {
		remove_meta_box( 'dashboard_primary', 'dashboard', 'side' );
	}
);
