<?php
/**
 * Sees to it that the administrator is there, and that an upgrade of the shop finds the theme it has. The password is
 * the Secret's only for a new one: whoever changed it since keeps theirs.
 */

declare( strict_types=1 );

require_once __DIR__ . '/../wordpress.php';

$name = shopyard_environment( 'SHOPYARD_ADMIN_USERNAME' );
$user = get_user_by( 'login', $name );
if ( false === $user ) {
	$id = shopyard_check(
		wp_insert_user(
			array(
				'user_login' => $name,
				'user_pass'  => shopyard_environment( 'SHOPYARD_ADMIN_PASSWORD' ),
				'user_email' => shopyard_environment( 'SHOPYARD_ADMIN_EMAIL' ),
				'role'       => 'administrator',
			)
		),
		'the administrator'
	);
	$user = get_user_by( 'id', $id );
	shopyard_say( 'the administrator is there now' );
}
if ( ! in_array( 'administrator', $user->roles, true ) ) {
	$user->set_role( 'administrator' );
}
if ( ! wp_get_theme()->exists() ) {
	switch_theme( WP_DEFAULT_THEME );
}
shopyard_through();
