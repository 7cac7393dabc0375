using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Bureau.Filters;

public class ApiKeyHandler : AuthenticationHandler<AuthenticationSchemeOptions>
{
    private readonly IConfiguration _configuration;

    public ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration configuration)
        : base(options, logger, encoder)
    {
        _configuration = configuration;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue("api-key", out var values))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var key = values.ToString();
        var user = _configuration["Users:" + key];
        if (user == null)
        {
            return Task.FromResult(AuthenticateResult.Fail("Unknown key"));
        }

        var trace = LlmTrace.Current;
        if (trace != null)
        {
            trace.SetRootTag("bureau.key", LlmCaller.HashKey(key));
        }

        var identity = new ClaimsIdentity(new[] { new Claim(ClaimTypes.Name, user) }, Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
