<?php
/** Addresses as people read them, the front page, and the mark that readiness waits for. */

declare( strict_types=1 );

require_once __DIR__ . '/../wordpress.php';
require_once __DIR__ . '/../shop/once.php';

shopyard_once(
	'front page',
	static function (): void {
		global $wp_rewrite;
		$wp_rewrite->set_permalink_structure( '/%postname%/' );
		// What every new WordPress says hello with.
		foreach ( array( array( 'hello-world', 'post' ), array( 'sample-page', 'page' ) ) as list( $slug, $type ) ) {
			$post = get_page_by_path( $slug, OBJECT, $type );
			if ( null !== $post ) {
				wp_delete_post( $post->ID, true );
			}
		}
		$front = function_exists( 'wc_get_page_id' ) ? wc_get_page_id( 'shop' ) : shopyard_welcome_page();
		if ( $front > 0 ) {
			update_option( 'show_on_front', 'page' );
			update_option( 'page_on_front', $front );
		}
	}
);
flush_rewrite_rules( false );
update_option( 'shopyard_set_up', wp_get_wp_version() . ( defined( 'WC_VERSION' ) ? ' ' . WC_VERSION : '' ) );
shopyard_through();

/** The front page of an image that has no shop. */
function shopyard_welcome_page(): int {
	$found = get_page_by_path( 'welcome' );
	if ( null !== $found ) {
		return $found->ID;
	}
	return (int) shopyard_check(
		wp_insert_post(
			array(
				'post_type'    => 'page',
				'post_status'  => 'publish',
				'post_name'    => 'welcome',
				'post_title'   => 'Welcome to ' . wp_specialchars_decode( get_option( 'blogname' ), ENT_QUOTES ),
				'post_content' => '<!-- wp:paragraph --><p>This shop is not open yet: it runs WordPress without WooCommerce.</p><!-- /wp:paragraph -->',
			),
			true
		),
		'the front page'
	);
}
