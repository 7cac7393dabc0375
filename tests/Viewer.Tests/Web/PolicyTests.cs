using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Web;

/// <summary>With an authorization policy the gateway's own authentication decides, in every environment.</summary>
[Collection(ProcessWide.Name)]
public sealed class PolicyTests
{
    [Theory]
    [InlineData("Development", null, HttpStatusCode.Unauthorized)]
    [InlineData("Development", "guest", HttpStatusCode.Forbidden)]
    [InlineData("Development", "operator", HttpStatusCode.OK)]
    [InlineData("Production", null, HttpStatusCode.Unauthorized)]
    [InlineData("Production", "guest", HttpStatusCode.Forbidden)]
    [InlineData("Production", "operator", HttpStatusCode.OK)]
    public async Task Only_a_caller_who_meets_the_policy_reads(string environment, string? user, HttpStatusCode status)
    {
        await using var app = ViewedGateway.Build(
            environment: environment,
            services: AddOperators,
            map: static app => app.UseAuthentication().UseAuthorization(),
            settings: ("TracedLlm:Viewer:AuthorizationPolicy", "operators"));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var address in new[] { "api/settings", "api/traces", "report", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/debug/tracedllm/{address}") { Headers = { Host = "gateway.example" } };
            request.Headers.TryAddWithoutValidation("x-user", user);

            using var response = await client.SendAsync(request);

            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_group_that_allows_everybody_does_not_override_the_policy()
    {
        await using var app = ViewedGateway.Build(
            environment: "Production",
            services: AddOperators,
            isViewed: false,
            map: static app =>
            {
                app.UseAuthentication().UseAuthorization();
                app.MapGroup("/all").AllowAnonymous().MapTracedLlmViewer().AllowAnonymous();
            },
            settings: ("TracedLlm:Viewer:AuthorizationPolicy", "operators"));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var refused = await client.GetAsync(new Uri("/all/debug/tracedllm/api/traces", UriKind.Relative));
        client.DefaultRequestHeaders.Add("x-user", "operator");
        using var allowed = await client.GetAsync(new Uri("/all/debug/tracedllm/api/traces", UriKind.Relative));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, allowed.StatusCode));
    }

    private static void AddOperators(IServiceCollection services)
    {
        services.AddAuthentication(HeaderAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.SchemeName, null);
        services.AddAuthorization(options => options.AddPolicy("operators", policy => policy.RequireUserName("operator")));
    }
}
