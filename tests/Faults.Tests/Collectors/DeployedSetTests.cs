using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary><c>deploy/</c> with real Collectors: as shipped but for addresses, and for the time of a decision.</summary>
[Collection(CampaignTests.Name)]
public sealed class DeployedSetTests(ITestOutputHelper output)
{
    private const int AtOnce = 16;

    [CollectorFact]
    public async Task Every_span_of_a_thousand_requests_reaches_every_backend_once()
    {
        const int Requests = 1_000;
        await using var set = await DeployedSet.StartAsync();

        await SendAsync(set, 0, Requests);

        await RequireOnceAsync(set, Requests);
        Assert.Equal(Requests, WholeTraces.Require(set.Otel.Spans).Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Requests} requests, {set.Otel.Spans.Count} spans at each of {set.Backends.Count} backends."));
    }

    [CollectorFact]
    public async Task Tail_sampling_keeps_every_error_whole_and_nothing_else()
    {
        const int Requests = 200;
        await using var set = await DeployedSet.StartAsync(new() { ["SAMPLING_DECISION_WAIT"] = "3s", ["SAMPLING_PERCENTAGE"] = "0" });

        await SendAsync(set, 0, Requests, fails: number => number % 10 == 0);

        await RequireOnceAsync(set, Requests / 10);
        var roots = WholeTraces.Require(set.Otel.Spans);
        Assert.All(roots, root => Assert.Equal(ReceivedStatus.Error, root.Status));
    }

    [CollectorTheory]
    [InlineData("gateway")]
    [InlineData("balancer")]
    [InlineData("sampler")]
    public async Task What_is_sent_after_a_part_was_killed_arrives_and_nothing_is_malformed(string part)
    {
        const int Requests = 100;
        await using var set = await DeployedSet.StartAsync();
        await SendAsync(set, 0, Requests);
        await RequireOnceAsync(set, Requests);

        await (part switch
        {
            "gateway" => set.RestartGatewayAsync(0),
            "balancer" => set.RestartBalancerAsync(),
            _ => set.RestartSamplerAsync(0),
        });
        await SendAsync(set, Requests, Requests);

        await RequireAllAsync(set, 2 * Requests);
        WholeTraces.Require(set.Otel.Spans);
    }

    // The balancer answers after the samplers have taken the spans, so that a gateway still has what a killed balancer had not passed on.
    [CollectorFact]
    public async Task A_balancer_that_is_killed_under_load_loses_nothing()
    {
        const int Requests = 600;
        await using var set = await DeployedSet.StartAsync();
        var answered = 0;
        var load = SendAsync(set, 0, Requests, onAnswer: () => Interlocked.Increment(ref answered));

        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref answered) >= Requests / 4);
        await set.RestartBalancerAsync();
        await load;

        await RequireAllAsync(set, Requests);
        Assert.Equal(Requests, WholeTraces.Require(set.Otel.Spans).Count);
    }

    // A sampler has one set of credentials for each backend, so that the destination of a key goes past the Collectors.
    [CollectorFact]
    public async Task The_spans_of_a_key_reach_its_own_project_past_the_Collectors_and_no_other_project()
    {
        const int Each = 60;
        LangfuseProject[] projects = [new("pk-of-red", "sk-of-red"), new("pk-of-blue", "sk-of-blue")];
        await using var langfuse = await LangfuseReceiver.StartAsync(projects);
        await using var set = await DeployedSet.StartChangedAsync(text => DeployedText.WithKeys(text, langfuse.Endpoint, ("red", projects[0]), ("blue", projects[1])));

        await SendAsync(set, 0, Each);
        await SendAsync(set, Each, Each, key: DeployedText.KeyOf("red"));
        await SendAsync(set, 2 * Each, Each, key: DeployedText.KeyOf("blue"));

        BackendReceiver[] ofAll = [set.Otel, set.Phoenix, set.LangSmith];
        await Eventually.BecomesTrueAsync(
            () => ofAll.All(backend => Roots(backend) == 3 * Each && Spans(backend) == Spans(set.Otel)) && Spans(set.Langfuse) + Spans(langfuse) == Spans(set.Otel),
            () => string.Join(", ", set.Backends.Append(langfuse).Select(backend => $"{Roots(backend)} roots, {Spans(backend)} spans")));
        var roots = WholeTraces.Require(set.Otel.Spans);
        Assert.Equal(TracesOf(roots, "red"), projects[0].Traces.Select(trace => trace.Id).ToHashSet());
        Assert.Equal(TracesOf(roots, "blue"), projects[1].Traces.Select(trace => trace.Id).ToHashSet());
        Assert.Equal((Each, Each, Each), (Roots(set.Langfuse), projects[0].Traces.Count, projects[1].Traces.Count));
    }

    // Spans that a gateway sends again can arrive twice, but none is missing, and no gateway stops.
    [CollectorFact]
    public async Task A_sampler_that_refuses_for_want_of_memory_stops_no_export()
    {
        const int Requests = 500;
        await using var set = await DeployedSet.StartAsync(
            new() { ["SAMPLING_DECISION_WAIT"] = "3s" },
            """
            processors:
              memory_limiter: { check_interval: 100ms, limit_mib: 80, spike_limit_mib: 20 }
            """);

        await SendAsync(set, 0, Requests, text: new string('x', 20_000));

        await RequireAllAsync(set, Requests);
        foreach (var gateway in set.Gateways)
        {
            Assert.All((await gateway.SettleAsync()).Backends, backend => Assert.Equal(0, backend.AllDropped));
        }
    }

    // Each attribute keeps 1 MiB, so that only a span with several long ones is longer than what gRPC accepts by default.
    [CollectorFact]
    public async Task A_prompt_and_an_answer_of_five_megabytes_arrive_in_a_span_that_is_longer_than_the_default_of_gRPC()
    {
        const int Part = 1_200_000;
        const int DefaultOfGrpc = 4 << 20;
        var text = new string('p', Part);
        await using var set = await DeployedSet.StartAsync("", _ => [("TracedLlm__CaptureContent", "true"), ("TracedLlm__MaxSpanContentLength", "16777216")]);

        using var answer = await set.Gateways[0].Client.PostAsJsonAsync(new Uri("v1/responses", UriKind.Relative), new
        {
            model = "demo",
            instructions = text,
            input = text,
            tools = new[] { new { type = "function", name = "find", description = text, parameters = new { type = "object" } } },
            mock_response = text,
        });
        Assert.Equal(200, (int)answer.StatusCode);

        await RequireOnceAsync(set, 1);
        await Eventually.BecomesTrueAsync(() => set.Backends.Any(backend => Longest(backend) > DefaultOfGrpc), () => string.Join(", ", set.Backends.Select(Longest)));
    }

    [CollectorTheory]
    [InlineData("http/protobuf", 4318)]
    [InlineData("grpc", 4317)]
    public async Task Plain_and_mutual_TLS_carry_the_spans_over_HTTP_and_gRPC(string protocol, int port)
    {
        const int Requests = 20;
        await using (var plain = await DeployedSet.StartAsync("", set => [("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{set.BalancerAddress(port)}")]))
        {
            await SendAsync(plain, 0, Requests);
            await RequireOnceAsync(plain, Requests);
        }

        using var certificates = TlsFolder.Create();
        await using var secured = await DeployedSet.StartAsync(
            DeployedText.Read("balancer-tls.yaml").Replace("/tls/", certificates.Path + "/", StringComparison.Ordinal),
            set =>
            [
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", $"https://{set.BalancerAddress(port)}"),
                ("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.Path + "/ca.crt"),
                ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificates.Path + "/tls.crt"),
                ("OTEL_EXPORTER_OTLP_CLIENT_KEY", certificates.Path + "/tls.key"),
                ("SSL_CERT_FILE", certificates.Path + "/ca.crt"),
                ("LANGFUSE_OTEL_HOST", $"https://{set.BalancerAddress(4321)}"),
                ("PHOENIX_COLLECTOR_HTTP_ENDPOINT", $"https://{set.BalancerAddress(4322)}/v1/traces"),
                ("LANGSMITH_BASE_URL", $"https://{set.BalancerAddress(4323)}"),
            ]);
        await SendAsync(secured, 0, Requests);
        await RequireOnceAsync(secured, Requests);
    }

    private static async Task SendAsync(DeployedSet set, int first, int requests, Func<int, bool>? fails = null, string text = "Hello", string key = FaultGateway.Key, Action? onAnswer = null) => await Parallel.ForEachAsync(
        Enumerable.Range(first, requests),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (number, cancellationToken) =>
        {
            var body = new Dictionary<string, object>
            {
                ["model"] = "demo",
                ["messages"] = new[] { new { role = "user", content = text } },
                ["metadata"] = new { session_id = $"s-{number}" },
            };
            var isFailure = fails?.Invoke(number) is true;
            if (isFailure)
            {
                body["mock_response"] = "litellm.InternalServerError";
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/chat/completions", UriKind.Relative))
            {
                Content = JsonContent.Create(body),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
            };
            using var answer = await set.Gateways[number % set.Gateways.Count].Client.SendAsync(request, cancellationToken);
            Assert.Equal(isFailure, !answer.IsSuccessStatusCode);
            onAnswer?.Invoke();
        });

    /// <summary>Waits until every backend has the roots, and requires that each has every span of them once.</summary>
    private static async Task RequireOnceAsync(DeployedSet set, int traces)
    {
        await RequireAllAsync(set, traces);
        foreach (var backend in set.Backends)
        {
            Assert.Equal(backend.Spans.Count, backend.Spans.DistinctBy(span => (span.TraceId, span.SpanId)).Count());
        }
    }

    /// <summary>Waits until the gateways have sent every span, and every backend has all of them.</summary>
    private static async Task RequireAllAsync(DeployedSet set, int traces)
    {
        foreach (var gateway in set.Gateways)
        {
            await gateway.WaitForLedgerAsync(ledger => ledger.IsSettled && ledger.Spooled == 0);
        }

        await Eventually.BecomesTrueAsync(
            () => set.Backends.All(backend => Roots(backend) == traces && Spans(backend) == Spans(set.Otel)),
            () => string.Join(", ", set.Backends.Select(backend => $"{Roots(backend)} roots, {Spans(backend)} spans")));
    }

    private static int Longest(BackendReceiver backend) =>
        backend.Spans.Max(span => span.Attributes.Sum(attribute => attribute.Value is string value ? Encoding.UTF8.GetByteCount(value) : 0));

    private static int Roots(BackendReceiver backend) =>
        backend.Spans.Where(span => span.Kind == ReceivedSpanKind.Server).DistinctBy(span => (span.TraceId, span.SpanId)).Count();

    private static HashSet<string> TracesOf(IEnumerable<ReceivedSpan> roots, string key) =>
        [.. roots.Where(root => root.Attributes["litellm.api_key.alias"] as string == key).Select(root => root.TraceId)];

    private static int Spans(BackendReceiver backend) => backend.Spans.DistinctBy(span => (span.TraceId, span.SpanId)).Count();
}
