using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Propagation;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Context;

/// <summary>The trace context that a provider receives, for every kind of client.</summary>
[Collection(ProcessWide.Name)]
public sealed class OutgoingContextTests
{
    private const string ClientSource = "System.Net.Http";

    private static readonly string[] TraceHeaders = ["traceparent", "tracestate", "baggage", "request-id", "correlation-context"];

    private static readonly string[] FromCaller =
        [$"traceparent: {TestGateway.Caller}", "tracestate: vendor=1", "baggage: user=alice,plan=gold"];

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public async Task By_default_no_trace_header_leaves(bool export, bool logging, bool factory)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory, new() { App = _ => { }, Export = export, Logging = logging });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal("", Received(Assert.Single(upstream.Requests)));
    }

    [Fact]
    public async Task Without_tracing_the_platform_forwards_the_context()
    {
        // What the platform does on its own; if this ever changes, the tests above prove nothing.
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = false,
            App = app => app.MapPost("/v1/messages", (HttpContext http) => CallAsync(new HttpClient(), upstream)),
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        var sent = Assert.Single(upstream.Requests);
        Assert.Contains(TestGateway.CallerTrace, sent.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("vendor=1", sent.Headers["tracestate"]);
        Assert.Equal("user = alice, plan = gold", sent.Headers["baggage"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task With_forwarding_on_the_id_is_that_of_the_exported_attempt(bool clientListenedTo, bool factory)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory, new()
        {
            App = _ => { },
            OtherSources = clientListenedTo ? [ClientSource] : [],
            Settings = { ["TracedLlm:ForwardTraceParentTo"] = "127.0.0.1" },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        var attempt = Assert.Single(await gateway.StopAsync(), span => span.Name == "chat claude");
        Assert.Equal($"traceparent: 00-{TestGateway.CallerTrace}-{attempt.SpanId}-01", Received(Assert.Single(upstream.Requests)));
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("tracecontext", true, false)]
    [InlineData("baggage", false, true)]
    [InlineData("none", false, false)]
    [InlineData("b3", true, true)]
    public async Task The_propagators_decide_what_is_read_from_the_caller_and_sent_on(string? propagators, bool context, bool baggage)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: false, new()
        {
            App = _ => { },
            Settings =
            {
                ["OTEL_PROPAGATORS"] = propagators,
                ["TracedLlm:ForwardTraceParentTo"] = "*",
                ["TracedLlm:ForwardTraceStateTo"] = "*",
                ["TracedLlm:ForwardBaggageTo"] = "*",
            },
        });

        await gateway.PostAsync("/v1/messages", [.. FromCaller[..2], "baggage: session.id=s-1"]);

        var root = Assert.Single(await gateway.StopAsync(), span => span.Name == "Received Proxy Server Request");
        Assert.Equal(context, root.TraceId == TestGateway.CallerTrace);
        Assert.Equal(baggage ? "s-1" : null, root.Attributes["session.id"]);
        var sent = Assert.Single(upstream.Requests).Headers;
        Assert.Equal(
            (context, context ? "vendor=1" : null, baggage ? "session.id=s-1" : null),
            (sent.ContainsKey("traceparent"), sent.GetValueOrDefault("tracestate"), sent.GetValueOrDefault("baggage")));
    }

    [Fact]
    public async Task The_clients_own_span_hangs_from_the_attempt_where_it_is_exported()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: false, new() { App = _ => { }, OtherSources = [ClientSource] });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request
               └─ chat claude [CLIENT]
                  └─ POST [CLIENT]
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task A_call_outside_of_an_attempt_names_the_span_that_encloses_it()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = { ["TracedLlm:ForwardTraceParentTo:0"] = upstream.Endpoint.Authority },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext _) =>
                {
                    await CallAsync(new HttpClient(), upstream);
                    using var stage = LlmSpan.StartStage("budget");
                    await CallAsync(new HttpClient(), upstream);
                });
            },
        });

        await gateway.PostAsync("/v1/messages");

        var spans = await gateway.StopAsync();
        string[] named = [.. upstream.Requests.Select(request => request.Headers["traceparent"].Split('-')[2])];
        Assert.Equal(["Received Proxy Server Request", "budget"], named.Select(id => spans.Single(span => span.SpanId == id).Name));
    }

    [Fact]
    public async Task Only_allowed_hosts_receive_it()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: false, new()
        {
            App = _ => { },
            Settings = { ["TracedLlm:ForwardTraceParentTo"] = "api.example.com, *.internal" },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal("", Received(Assert.Single(upstream.Requests)));
    }

    [Theory]
    [InlineData("127.0.0.1", "", "tracestate: vendor=1")]
    [InlineData("", "127.0.0.1", "baggage: user=alice,plan=gold")]
    [InlineData("api.example.com", "*.example.com", "")]
    [InlineData("127.0.0.1", "127.0.0.1", "tracestate: vendor=1; baggage: user=alice,plan=gold")]
    public async Task The_callers_tracestate_and_baggage_go_to_hosts_that_are_allowed_them(string stateTo, string baggageTo, string expected)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: true, new()
        {
            App = _ => { },
            Settings =
            {
                ["TracedLlm:ForwardTraceParentTo"] = "*",
                ["TracedLlm:ForwardTraceStateTo"] = stateTo,
                ["TracedLlm:ForwardBaggageTo"] = baggageTo,
            },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal(expected, Received(Assert.Single(upstream.Requests), "tracestate", "baggage"));
    }

    [Fact]
    public async Task A_caller_that_is_not_trusted_sends_no_tracestate_onwards()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: false, new()
        {
            App = _ => { },
            Settings =
            {
                ["TracedLlm:InboundTrust"] = "Link",
                ["TracedLlm:ForwardTraceParentTo"] = "*",
                ["TracedLlm:ForwardTraceStateTo"] = "*",
            },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal("", Received(Assert.Single(upstream.Requests), "tracestate"));
    }

    [Fact]
    public async Task Headers_that_the_gateway_copied_from_its_caller_are_taken_off()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Correlation-Context", "user=alice");
            using var request = new HttpRequestMessage(HttpMethod.Post, upstream.Endpoint);
            foreach (var (name, value) in http.Request.Headers.Where(header => header.Key != "Content-Type" && header.Key != "Content-Length"))
            {
                request.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
            }

            (await client.SendAsync(request)).Dispose();
        }));

        await gateway.PostAsync("/v1/messages", [.. FromCaller, "Request-Id: |abc.1.", "x-kept: yes"]);

        var sent = Assert.Single(upstream.Requests);
        Assert.Equal(("", "yes"), (Received(sent), sent.Headers["x-kept"]));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_decided_anew()
    {
        await using var other = await StartUpstreamAsync();
        var elsewhere = new UriBuilder(other.Endpoint) { Host = "localhost" }.Uri.ToString();
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json("{}", 307, new Dictionary<string, string> { ["Location"] = elsewhere }));
        await using var gateway = await StartAsync(upstream, factory: false, new()
        {
            App = _ => { },
            Settings = { ["TracedLlm:ForwardTraceParentTo"] = "127.0.0.1" },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal(["traceparent"], TraceHeaders.Where(Assert.Single(upstream.Requests).Headers.ContainsKey));
        Assert.Equal("", Received(Assert.Single(other.Requests)));
    }

    [Fact]
    public async Task An_unsampled_request_sends_no_id_that_no_backend_knows()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: false, new()
        {
            App = _ => { },
            Settings = { ["OTEL_TRACES_SAMPLER"] = "always_off", ["TracedLlm:ForwardTraceParentTo"] = "*" },
        });

        await gateway.PostAsync("/v1/messages", FromCaller);

        Assert.Equal("", Received(Assert.Single(upstream.Requests)));
    }

    [Theory]
    [InlineData("parentbased_always_on", "00", "00")]
    [InlineData("parentbased_always_on", "02", "02")]
    [InlineData("always_off", "01", "00")]
    [InlineData("always_off", "03", "02")]
    public async Task An_unsampled_request_of_a_caller_that_is_fully_trusted_passes_the_callers_ids_on(string sampler, string flags, string expected)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: true, new()
        {
            App = _ => { },
            Settings =
            {
                ["OTEL_TRACES_SAMPLER"] = sampler,
                ["TracedLlm:InboundTrust"] = "Full",
                ["TracedLlm:ForwardTraceParentTo"] = "*",
                ["TracedLlm:ForwardTraceStateTo"] = "*",
            },
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: 00-{TestGateway.CallerTrace}-{TestGateway.CallerSpan}-{flags}", "tracestate: 1vendor=1");

        Assert.Equal(
            $"traceparent: 00-{TestGateway.CallerTrace}-{TestGateway.CallerSpan}-{expected}; tracestate: 1vendor=1",
            Received(Assert.Single(upstream.Requests)));
        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task An_unsampled_request_passes_nothing_on_to_other_hosts()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: true, new()
        {
            App = _ => { },
            Settings = { ["TracedLlm:InboundTrust"] = "Full", ["TracedLlm:ForwardTraceParentTo"] = "api.example.com" },
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: 00-{TestGateway.CallerTrace}-{TestGateway.CallerSpan}-00");

        Assert.Equal("", Received(Assert.Single(upstream.Requests)));
    }

    [Theory]
    [InlineData("Continue", "02")]
    [InlineData("Continue", "03")]
    [InlineData("Full", "03")]
    public async Task The_random_flag_of_the_caller_is_kept(string trust, string flags)
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await StartAsync(upstream, factory: true, new()
        {
            App = _ => { },
            Settings = { ["TracedLlm:InboundTrust"] = trust, ["TracedLlm:ForwardTraceParentTo"] = "*" },
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: 00-{TestGateway.CallerTrace}-{TestGateway.CallerSpan}-{flags}");

        var attempt = Assert.Single(await gateway.StopAsync(), span => span.Name == "chat claude");
        Assert.Equal($"traceparent: 00-{TestGateway.CallerTrace}-{attempt.SpanId}-03", Received(Assert.Single(upstream.Requests)));
    }

    [Fact]
    public async Task Outside_of_traced_requests_the_former_propagator_works_as_before()
    {
        await using var upstream = await StartUpstreamAsync();
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/proxy", () => CallAsync(new HttpClient(), upstream)));

        await gateway.PostAsync("/proxy", FromCaller);

        var sent = Assert.Single(upstream.Requests);
        Assert.StartsWith($"00-{TestGateway.CallerTrace}-", sent.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("vendor=1", sent.Headers["tracestate"]);
        Assert.Equal("user = alice, plan = gold", sent.Headers["baggage"]);
    }

    [Fact]
    public void Reading_is_left_to_the_former_propagator()
    {
        var former = DistributedContextPropagator.CreateDefaultPropagator();
        var ours = new LlmContextPropagator(former);
        Dictionary<string, string> headers = new() { ["traceparent"] = TestGateway.Caller, ["baggage"] = "user=alice" };

        ours.ExtractTraceIdAndState(headers, Getter, out var traceId, out var state);

        Assert.Equal((TestGateway.Caller, null), (traceId, state));
        Assert.Equal([new("user", "alice")], ours.ExtractBaggage(headers, Getter)!);
        Assert.Equal(former.Fields, ours.Fields);

        static void Getter(object? carrier, string name, out string? value, out IEnumerable<string>? values)
        {
            values = null;
            value = ((Dictionary<string, string>)carrier!).GetValueOrDefault(name);
        }
    }

    [Fact]
    public void It_is_installed_once()
    {
        ProcessPropagator.Install();
        var installed = DistributedContextPropagator.Current;
        ProcessPropagator.Install();

        Assert.IsType<SentRequestCapture>(installed);
        Assert.Same(installed, DistributedContextPropagator.Current);
    }

    private static Task<FakeUpstream> StartUpstreamAsync() =>
        FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedAnthropic.Message));

    /// <summary>A gateway whose only route calls <paramref name="upstream"/> in an attempt.</summary>
    private static Task<TestGateway> StartAsync(FakeUpstream upstream, bool factory, GatewaySetup setup) => TestGateway.StartAsync(setup with
    {
        Before = builder => builder.Services.AddHttpClient(),
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext _) =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                await CallAsync(factory ? app.Services.GetRequiredService<IHttpClientFactory>().CreateClient() : new HttpClient(), upstream);
            });
        },
    });

    private static async Task CallAsync(HttpClient client, FakeUpstream upstream)
    {
        using (client)
        {
            (await client.PostAsync(upstream.Endpoint, new StringContent("{}"))).Dispose();
        }
    }

    private static string Received(RecordedRequest request, params string[] only) => string.Join("; ", TraceHeaders
        .Where(name => only.Length == 0 || only.Contains(name))
        .Where(request.Headers.ContainsKey)
        .Select(name => $"{name}: {request.Headers[name]}"));
}
