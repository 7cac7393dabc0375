using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Report;

/// <summary>The start-up report of a gateway.</summary>
[Collection(ProcessWide.Name)]
public sealed class GatewayReportTests
{
    [Fact]
    public async Task In_development_a_page_lists_the_traced_routes()
    {
        var report = await ReportOf(app =>
        {
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => "");
            app.MapPost("/chat/completions", [TracedLlmRoute] () => "");
            app.MapPost("/own", [TracedLlmRoute(LlmApi.ChatCompletions, MetadataField = MetadataField.LiteLlmMetadata)] () => "");
            app.MapMethods("/v1/responses/{id}", ["GET", "DELETE"], [TracedLlmRoute] (string id) => id);
        });

        Assert.Equal(
            """
            traced routes, by API and field of the gateway's metadata
              ChatCompletions (metadata): POST /v1/chat/completions, POST /chat/completions
              ChatCompletions (litellm_metadata): POST /own
              Responses (litellm_metadata): GET /v1/responses/{id}, DELETE /v1/responses/{id}

            """,
            SectionOf(report, "traced routes"));
    }

    [Fact]
    public async Task Routes_that_look_like_LLM_routes_and_are_not_traced_are_named()
    {
        var report = await ReportOf(app =>
        {
            app.MapPost("/v1/messages", [TracedLlmRoute] () => "");
            app.MapPost("/v1/embeddings", () => "");
            app.Map("/v1/rerank", () => "");
            app.MapGet("/v1/embeddings", () => "Its method is none of the API's.");
            app.MapGet("/health", () => "");
            app.MapFallback(() => "");
        });

        Assert.Equal(
            """
            look like LLM routes, but are not traced
              POST /v1/embeddings (Embeddings)
              /v1/rerank (Rerank)

            """,
            SectionOf(report, "look like"));
    }

    [Fact]
    public async Task Traced_methods_and_types_are_named_as_the_generator_found_them()
    {
        var report = await ReportOf(_ => { });

        Assert.Contains("  Auth: TracedLlm.Tests.Report.ReportedStages.Authenticate\n", SectionOf(report, "stages"), StringComparison.Ordinal);
        Assert.Contains("  rate \"limit\": TracedLlm.Tests.Report.ReportedStages.Limit\n", SectionOf(report, "stages"), StringComparison.Ordinal);
        Assert.Contains("  DuringCall: TracedLlm.Tests.Report.ReportedStages.Guard\n", SectionOf(report, "guardrails"), StringComparison.Ordinal);
        Assert.Contains("  TracedLlm.Tests.Gateways.TriedProvider.SendAsync\n", SectionOf(report, "provider calls"), StringComparison.Ordinal);
        Assert.Contains("  TracedLlm.Tests.Metadata.TenantMetadata\n", SectionOf(report, "metadata types"), StringComparison.Ordinal);
        Assert.DoesNotContain("  TracedLlm.Apis.Chat.ChatRequest\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_names_the_backends()
    {
        Assert.Equal("backends\n  otel\n", SectionOf(await ReportOf(_ => { }), "backends"));
        Assert.Equal("backends\n  none\n", SectionOf(await ReportOf(_ => { }, export: false), "backends"));
    }

    [Fact]
    public async Task The_page_is_there_whatever_else_would_answer()
    {
        await using var gateway = await StartAsync("Development", app => app.MapFallback("{**path}", () => "the application's own"));

        Assert.Equal("the application's own", await gateway.Client.GetStringAsync("/debug/other"));
        Assert.StartsWith("look like LLM routes", await gateway.Client.GetStringAsync("/debug/tracedllm/report"), StringComparison.Ordinal);
        Assert.Equal("the application's own", (await gateway.PostAsync("/debug/tracedllm/report")).Body);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Outside_of_development_there_is_no_page(string environment)
    {
        await using var gateway = await StartAsync(environment, app => app.MapPost("/v1/messages", [TracedLlmRoute] () => ""));

        using var response = await gateway.Client.GetAsync("/debug/tracedllm/report");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task It_is_logged_once_when_the_gateway_has_started()
    {
        using var log = new ReportLines(LogLevel.Information);
        await using var gateway = await StartAsync(
            "Production",
            app =>
            {
                app.MapPost("/v1/messages", [TracedLlmRoute] () => "");
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => "");
                app.MapPost("/chat/completions", [TracedLlmRoute] () => "");
                app.MapPost("/own", [TracedLlmRoute(LlmApi.ChatCompletions, MetadataField = MetadataField.LiteLlmMetadata)] () => "");
                app.MapPost("/v1/embeddings", () => "");
            },
            log: log);

        var line = Assert.Single(log.Lines);
        Assert.StartsWith(
            """
            Information: What is traced:
            look like LLM routes, but are not traced
              POST /v1/embeddings (Embeddings)
            traced routes, by API and field of the gateway's metadata
              ChatCompletions (metadata, litellm_metadata): POST /v1/chat/completions and 2 more
              Messages (litellm_metadata): POST /v1/messages

            """,
            line,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_is_not_made_if_Information_is_not_logged()
    {
        using var log = new ReportLines(LogLevel.Warning);
        await using var gateway = await StartAsync("Production", app => app.MapPost("/v1/messages", [TracedLlmRoute] () => ""), log: log);

        Assert.Empty(log.Lines);
    }

    private static async Task<string> ReportOf(Action<WebApplication> routes, bool export = true)
    {
        await using var gateway = await StartAsync("Development", routes, export);
        using var response = await gateway.Client.GetAsync("/debug/tracedllm/report");
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    private static Task<TestGateway> StartAsync(string environment, Action<WebApplication> routes, bool export = true, ReportLines? log = null) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Environment = environment,
            Export = export,
            Logging = log is null,
            Before = builder =>
            {
                if (log is not null)
                {
                    builder.Logging.AddProvider(log);
                }
            },
            App = app =>
            {
                app.UseTracedLlm();
                routes(app);
            },
        });

    private static string SectionOf(string report, string heading)
    {
        var lines = report.Split('\n').SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).ToList();
        return string.Concat(lines.Take(1).Concat(lines.Skip(1).TakeWhile(line => line.StartsWith(' '))).Select(line => line + "\n"));
    }
}
