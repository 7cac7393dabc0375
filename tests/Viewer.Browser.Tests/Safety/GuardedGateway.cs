using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>An application in production whose viewer only operators can see, by a policy of the application's own.</summary>
internal sealed class GuardedGateway : IAsyncDisposable
{
    /// <summary>All that a refused caller sees.</summary>
    public const string Refusal = "Refused.";

    private const string Policy = "operators";
    private const string Role = "operator";

    private readonly WebApplication _app;

    private GuardedGateway(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single() + "/");
    }

    /// <summary>The application's address, ending in a slash.</summary>
    public Uri Address { get; }

    /// <summary>The viewer's address, ending in a slash.</summary>
    public Uri Viewer => new(Address, "debug/tracedllm/");

    public static async Task<GuardedGateway> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(GuardedGateway).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["TracedLlm:Callbacks"] = "";
        builder.Configuration["TracedLlm:Viewer:AuthorizationPolicy"] = Policy;
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookies =>
        {
            cookies.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
            cookies.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireRole(Role));
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseTracedLlm();
        app.MapGet("/sign-in/{role}", (HttpContext http, string role) =>
            http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], CookieAuthenticationDefaults.AuthenticationScheme))));
        app.MapTracedLlmViewer();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>The address that signs a caller in with a role.</summary>
    public Uri SignIn(bool isOperator) => new(Address, $"sign-in/{(isOperator ? Role : "guest")}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return response.WriteAsync(Refusal);
    }
}
