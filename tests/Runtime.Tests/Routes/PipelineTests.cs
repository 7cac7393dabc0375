using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>Other middleware, in front of the trace and behind it.</summary>
[Collection(ProcessWide.Name)]
public sealed class PipelineTests
{
    private const string Ok =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=200, http.route=/v1/messages, litellm.outcome=ok, url.path=/v1/messages}
        └─ litellm_request
        """;

    private static readonly string[] Shown = ["http.resp", "http.route", "litellm.outcome", "url.path"];

    [Fact]
    public async Task Endpoints_without_the_attribute_are_left_alone()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            app.MapGet("/v1/models", () => LlmTrace.Current is null ? "untraced" : "traced");
            app.MapPost("/v1/messages", () => "not attributed");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");

        var models = await gateway.SendAsync(request);
        await gateway.PostAsync("/v1/messages");
        await gateway.PostAsync("/nowhere");

        Assert.Equal("untraced", models.Body);
        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task A_method_that_the_route_does_not_take_is_not_traced()
    {
        await using var gateway = await TestGateway.StartAsync(Messages);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/messages");

        var answer = await gateway.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task A_route_that_takes_HEAD_is_traced_for_it()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapMethods("/v1/messages", ["HEAD"], [TracedLlmRoute] (HttpContext http) => http.Response.CompleteAsync()));
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v1/messages");

        await gateway.SendAsync(request);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=HEAD, http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync("http.req", "http.resp", "litellm.outcome"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_browsers_preflight_is_no_request_to_a_model(bool corsFirst)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddCors(),
            App = app =>
            {
                InOrder(corsFirst, () => app.UseCors(policy => policy.AllowAnyOrigin().AllowAnyHeader()), () => app.UseTracedLlm());
                app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello").RequireCors(policy => policy.AllowAnyOrigin());
            },
        });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/messages");

        var answer = await gateway.SendAsync(preflight, "Origin: https://chat.example", "Access-Control-Request-Method: POST");
        await gateway.PostAsync("/v1/messages", "Origin: https://chat.example");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(Ok, await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task Adding_everything_twice_changes_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddTracedLlm(builder.Configuration),
            App = app =>
            {
                app.UseTracedLlm();
                app.UseTracedLlm();
                Messages(app);
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(Ok, await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task An_explicit_UseRouting_in_front_changes_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseRouting();
                app.UseTracedLlm();
                Messages(app);
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(Ok, await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task The_path_includes_the_path_base()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UsePathBase("/gateway");
                app.UseRouting();
                app.UseTracedLlm();
                Messages(app);
            },
        });

        await gateway.PostAsync("/gateway/v1/messages");

        Assert.Equal(Ok.Replace("url.path=", "url.path=/gateway", StringComparison.Ordinal), await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_sub_application_is_traced()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app => app.Map("/tenant", tenant =>
            {
                tenant.UseRouting();
                tenant.UseTracedLlm();
#pragma warning disable ASP0014 // A branch has no top-level registrations.
                tenant.UseEndpoints(endpoints => endpoints.MapPost("/v1/messages", [TracedLlmRoute] () => "hello"));
#pragma warning restore ASP0014
            }),
        });

        await gateway.PostAsync("/tenant/v1/messages");

        Assert.Equal(Ok.Replace("url.path=", "url.path=/tenant", StringComparison.Ordinal), await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task An_endpoint_filter_that_answers_refuses()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute] () => "never").AddEndpointFilter((_, _) => new(Results.StatusCode(402))));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 402 Payment Required."  {error.type="402", http.response.status_code=402, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 402 Payment Required."  {error.type="402"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_rejected_by_a_rate_limiter_is_refused_before_and_after_the_trace_middleware(bool limiterFirst)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                InOrder(
                    limiterFirst,
                    () => app.Use((HttpContext http, RequestDelegate _) => Task.FromResult(http.Response.StatusCode = 429)),
                    () => app.UseTracedLlm());
                Messages(app);
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 429 Too Many Requests."  {error.type="429", http.response.status_code=429, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 429 Too Many Requests."  {error.type="429"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_response_from_the_output_cache_in_front_is_a_request_without_a_call()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddOutputCache(),
            App = app =>
            {
                app.UseOutputCache();
                app.UseTracedLlm();
                app.MapGet("/v1/embeddings", [TracedLlmRoute] () => Guid.NewGuid().ToString()).CacheOutput();
            },
        });

        // What is asked with a key of one's own is not cached.
        gateway.Client.DefaultRequestHeaders.Authorization = null;
        var first = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/embeddings"));
        var second = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/embeddings"));

        Assert.Equal(first.Body, second.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request

            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_compressed_response_is_traced_and_arrives(bool compressionFirst)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddResponseCompression(),
            App = app =>
            {
                InOrder(compressionFirst, () => app.UseResponseCompression(), () => app.UseTracedLlm());
                Messages(app);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Headers = { { "Accept-Encoding", "gzip" } } };

        using var response = await gateway.Client.SendAsync(request);
        await using var plain = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain);

        Assert.Equal("hello", await reader.ReadToEndAsync());
        Assert.Equal(Ok, await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task Names_follow_the_semantic_conventions_where_asked_to()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = { ["TracedLlm:SpanNames"] = "semanticConventions" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
                {
                    LlmTrace.Current!.SetRequestTag(GenAi.RequestModel, "claude-sonnet-4");
                    using (LlmSpan.StartStage(LlmStage.Auth))
                    using (LlmSpan.StartStage(LlmStage.PreCall))
                    using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
                    {
                    }

                    http.Response.StatusCode = 403;
                });
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            POST /v1/messages [SERVER] ERROR "The gateway answered 403 Forbidden."  {error.type="403", http.response.status_code=403, litellm.outcome=error}
            ├─ auth
            │  └─ pre_call
            ├─ chat claude-sonnet-4 ERROR "The gateway answered 403 Forbidden."  {error.type="403"}
            │  └─ apply_guardrail pii
            └─ failed_request ERROR "The gateway answered 403 Forbidden."  {error.type="403"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task The_root_lasts_from_the_arrival_to_the_end_of_the_stream()
    {
        var firstChunkRead = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.Stream(async stream =>
            {
                await stream.WriteAsync("first "u8.ToArray());
                await stream.FlushAsync();
                await firstChunkRead.Task;
                using var span = LlmSpan.StartCall("claude");
                await stream.WriteAsync("last"u8.ToArray());
            })));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var chunk = new byte[6];
        await body.ReadExactlyAsync(chunk);
        firstChunkRead.SetResult();
        await body.CopyToAsync(Stream.Null);

        // An attempt that starts while the body is written is not late, and lies within its request.
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
               └─ chat claude [CLIENT]
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_request_over_HTTP_2_is_traced()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Http2 = true,
            App = app =>
            {
                app.UseTracedLlm();
                Messages(app);
            },
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.PostAsync("/v1/messages")));

        var spans = await gateway.StopAsync();
        Assert.Equal(16, spans.Count);
        Assert.Equal(8, spans.Count(span => span.Kind == ReceivedSpanKind.Server && span.ParentSpanId.Length == 0));
    }

    private static void Messages(WebApplication app) => app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");

    private static void InOrder(bool firstFirst, Action first, Action second)
    {
        (firstFirst ? first : second)();
        (firstFirst ? second : first)();
    }
}
