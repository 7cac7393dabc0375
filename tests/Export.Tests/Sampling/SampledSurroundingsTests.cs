using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Tests.Tenants;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>The effect of a decision at the end of a request on providers, tenants, streams, logs and memory.</summary>
[Collection(ProcessWide.Name)]
public sealed class SampledSurroundingsTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";

    [Theory]
    [InlineData("ok")]
    [InlineData("error")]
    public async Task A_provider_receives_the_sampled_flag_of_the_ratio(string ending)
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        using var client = new HttpClient();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0.5", ["TracedLlm:ForwardTraceParentTo"] = "127.0.0.1" },
            handler: async http =>
            {
                using (LlmSpan.StartCall("claude"))
                {
                    using var answer = await client.PostAsync(upstream.Endpoint, new StringContent("{}"));
                }

                await SampledGateway.HandleAsync(http);
            });

        await sampled.PostAsync(numbers, _ => ending);
        await sampled.StopAsync();

        var flagged = upstream.Requests
            .Select(static request => request.Headers["traceparent"].Split('-'))
            .Where(static parts => parts[3] == "01")
            .Select(static parts => SampledGateway.NumberOf(parts[1]));
        Assert.Equal(20, upstream.Requests.Count);
        Assert.Equal(SampledGateway.Part(numbers, 0.5).Order(), flagged.Order());
    }

    [Fact]
    public async Task The_destination_of_a_tenant_receives_what_the_rules_and_its_own_ratio_keep()
    {
        var numbers = Enumerable.Range(1, 80).ToList();
        await using var own = await OtlpReceiver.StartAsync("/otel/v1/traces", checks: SampledGateway.Checks);
        var teams = Destinations.OfTeams(("t-1", "langsmith", $"langsmith_api_key=ls-team,langsmith_base_url={own.Endpoint},langsmith_sampling_rate=0.25"));
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0.5", ["TracedLlm:AllowedBackendHosts"] = "*" },
            services: services => services.AddSingleton<ITraceDestinations>(teams),
            handler: http =>
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t-1" });
                return SampledGateway.HandleAsync(http);
            });

        await sampled.PostAsync(numbers, static number => number % 20 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        var failing = numbers.Where(static number => number % 20 == 0).ToList();
        Assert.Equal(SampledGateway.Part(numbers, 0.5).Union(failing).Order(), sampled.Sent);

        // LangSmith's view has trace ids of its own, so that the spans are compared.
        var ofTenant = SampledGateway.Part(numbers, 0.25).Union(failing).ToHashSet();
        Assert.Equal(
            sampled.Receiver.Spans.Where(span => ofTenant.Contains(SampledGateway.NumberOf(span.TraceId))).Select(static span => span.SpanId).Order(StringComparer.Ordinal),
            own.Spans.Select(static span => span.SpanId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("parentbased_traceidratio", 1, null)]
    [InlineData("traceidratio", 0.25, "c")]
    public async Task A_request_under_a_span_of_the_gateway_follows_it_at_the_start_where_the_sampler_is_parent_based(string sampler, double expected, string? threshold)
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        using var source = new ActivitySource("ambient");
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var sampled = await SampledGateway.StartAsync(
            new() { ["OTEL_TRACES_SAMPLER"] = sampler, ["OTEL_TRACES_SAMPLER_ARG"] = "0.25" },
            services: services => services.AddSingleton<IStartupFilter>(new AmbientSpans(source)));

        await sampled.PostAsync(numbers, static _ => "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, expected).Order(), sampled.Sent);
        Assert.All(sampled.Receiver.Spans, span => Assert.Equal(threshold, SamplingState.FindThreshold(span.TraceState)?.Text));
        sampled.Receiver.Checks = TraceChecks.None; // The spans of the gateway's own source are not sent.
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_is_decided_when_it_ends(bool breaks)
    {
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0" }, handler: async http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            using (LlmSpan.StartStage("within"))
            {
            }

            await half.Task;
            if (breaks)
            {
                throw new IOException("the provider broke off");
            }

            await http.Response.WriteAsync("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        });

        var posted = sampled.PostAsync(1, "stream");
        await Eventually.BecomesTrueAsync(() => sampled.Gateway.Ledger.SpansHeld == 1);
        Assert.Empty(sampled.Receiver.Spans);
        half.SetResult();
        await (breaks ? Assert.ThrowsAnyAsync<HttpRequestException>(() => posted) : posted);
        await sampled.StopAsync();

        Assert.Equal(breaks ? ["Failed Proxy Server Request", "Received Proxy Server Request", "chat claude", "litellm_request", "within"] : [], sampled.Receiver.Spans.Select(static span => span.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_request_log_says_which_traces_are_sent_and_has_the_others_too()
    {
        var log = new Records();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0" }, services: services => services.AddSingleton<ILlmRequestLog>(log));

        await sampled.PostAsync(1, "ok");
        await sampled.PostAsync(2, "error");
        await sampled.StopAsync();

        Assert.Equal(["1 False", "2 True"], log.All.Select(static record => $"{SampledGateway.NumberOf(record.TraceId)} {record.IsSampled}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_request_that_is_left_out_holds_no_memory_after_its_end()
    {
        List<WeakReference> spans = [];
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0" }, handler: http =>
        {
            lock (spans)
            {
                spans.Add(new WeakReference(Started()));
            }

            return SampledGateway.HandleAsync(http);
        });

        await sampled.PostAsync(Enumerable.Range(1, 200), static _ => "ok");
        await sampled.SettledAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The server keeps the contexts of its connections, each with its last request.
        Assert.InRange(spans.Count(static span => span.IsAlive), 0, 20);
    }

    [Fact]
    public async Task The_ledger_has_the_spans_that_are_left_out_of_each_backend()
    {
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0", ["TracedLlm:Callbacks"] = "otel,langsmith", ["LANGSMITH_API_KEY"] = "ls-test", ["LANGSMITH_ENDPOINT"] = "http://127.0.0.1:1" });

        await sampled.PostAsync(1, "ok");
        await sampled.PostAsync(2, "ok");

        Assert.Equal("0 exported, 8 sampled out, 0 dropped", await sampled.StopAsync());
        Assert.Equal("0 exported, 8 sampled out, 0 dropped", sampled.Gateway.Ledger.Backends.Single(static backend => backend.Ledger.Name == "langsmith").Ledger.Counts().ToString());
    }

    private static Activity Started()
    {
        using (LlmSpan.StartStage("seen"))
        {
            return Activity.Current!;
        }
    }

    private sealed class AmbientSpans(ActivitySource source) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                using var ambient = source.StartActivity(ActivityKind.Internal, ActivityContext.Parse(http.Request.Headers.TraceParent.ToString(), null), name: "ambient");
                await rest(http);
            });
            next(app);
        };
    }

    private sealed class Records : ILlmRequestLog
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<LlmRequestRecord> _all = new();

        public IReadOnlyCollection<LlmRequestRecord> All => _all;

        public ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken)
        {
            _all.Enqueue(request);
            return ValueTask.CompletedTask;
        }
    }
}
