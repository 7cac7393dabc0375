using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TracedLlm.Tests.Authentication;

/// <summary>Authenticates by the header <c>x-api-key</c>: <c>good</c> passes, <c>bad</c> fails, <c>broken</c> throws, none is no result.</summary>
internal sealed class HeaderKeys(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["x-api-key"].ToString() switch
    {
        "good" => AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(Name)), Scheme.Name)),
        "bad" => AuthenticateResult.Fail("unknown key"),
        "broken" => throw new InvalidOperationException("no key store"),
        _ => AuthenticateResult.NoResult(),
    });
}
