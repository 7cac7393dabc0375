using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Tests.Setup;

/// <summary>An authentication service that only remembers what it was asked.</summary>
internal sealed class OwnAuthentication : IAuthenticationService
{
    public List<string?> Asked { get; } = [];

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        Asked.Add(scheme);
        return Task.FromResult(AuthenticateResult.NoResult());
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => Task.CompletedTask;

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
}
