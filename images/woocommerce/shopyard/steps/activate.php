<?php
/** Switches WooCommerce on, where the image has it. */

declare( strict_types=1 );

require_once __DIR__ . '/../wordpress.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

const WOOCOMMERCE = 'woocommerce/woocommerce.php';

if ( ! file_exists( WP_PLUGIN_DIR . '/' . WOOCOMMERCE ) ) {
	shopyard_say( 'THIS IMAGE HAS NO WOOCOMMERCE: WordPress is set up, and nothing can be sold (images/README.md, WOOCOMMERCE_ARCHIVE)' );
} elseif ( ! is_plugin_active( WOOCOMMERCE ) ) {
	shopyard_check( activate_plugin( WOOCOMMERCE ), 'WooCommerce' );
	shopyard_say( 'WooCommerce is active now' );
}
shopyard_through();
