using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>Traced methods that a traced request calls.</summary>
[Collection("Spans")]
public class TracedRequests
{
    [Fact]
    public async Task Attributes_land_on_the_span_they_belong_to()
    {
        using var recorded = new RecordedActivities(TracedLlmTelemetry.SourceName);

        await PostAsync(async traced =>
        {
            await traced.AuthenticateAsync("blue", "fast");
            await traced.GuardAsync(() => default);
        });

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {app.tenant=acme, litellm.api_key.alias=blue-fast, litellm.team.id=blue}
            ├─ auth
            └─ litellm_request  {gen_ai.request.model=blue-fast, litellm.api_key.alias=blue-fast, litellm.model_group=fast, litellm.team.id=blue}
               └─ guardrail
            """,
            Print(recorded));
    }

    [Fact]
    public async Task A_route_s_exception_is_on_the_root_though_a_middleware_hides_it()
    {
        using var recorded = new RecordedActivities(TracedLlmTelemetry.SourceName);

        await PostAsync(_ => throw new InvalidOperationException("hidden"));

        Assert.Contains("error.type=System.InvalidOperationException", Print(recorded), StringComparison.Ordinal);
    }

    private static string Print(RecordedActivities recorded) => SpanTree.Print(
        recorded.Spans,
        SpanTreeFormat.Only("app.", "litellm.team", "litellm.api_key", "litellm.model_group", "gen_ai.request.model", "error.type") with { ShowEvents = false });

    private static async Task PostAsync(Func<TracedSample, Task> handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Services.AddTracedLlm();
        await using var app = builder.Build();
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async () =>
        {
            try
            {
                var traced = new TracedSample();
                return await traced.HandleAsync("acme", "alias", () => handle(traced));
            }
            catch (InvalidOperationException)
            {
                return "hidden";
            }
        });
        await app.StartAsync();
        using var response = await app.GetTestClient().PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content: null);
        await response.Content.ReadAsStringAsync();
        await app.StopAsync();
    }
}
