using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export;
using TracedLlm.Exporting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Setup;

/// <summary>Which spans the viewer gets, and how the ledger counts them.</summary>
[Collection(ProcessWide.Name)]
public sealed class HoldingTests
{
    [Fact]
    public async Task Without_the_call_nothing_is_held_and_nothing_is_recorded()
    {
        await using var gateway = await ViewedGateway.StartAsync(isViewed: false);
        await gateway.PostAsync();

        Assert.False(LlmSource.Instance.HasListeners());
        Assert.Empty(gateway.Ledger.Backends);
    }

    [Fact]
    public async Task Without_the_call_a_backend_gets_its_spans_and_the_ledger_has_no_viewer()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await ViewedGateway.StartAsync(isViewed: false, settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "20")]);
        await gateway.PostAsync();
        await receiver.WaitForRootAsync();

        Assert.Equal(["otel"], gateway.Ledger.Backends.Select(backend => backend.Ledger.Name));
    }

    [Fact]
    public async Task The_ledger_counts_the_viewer_beside_a_backend()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await ViewedGateway.StartAsync(settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "20")]);
        for (var request = 0; request < 5; request++)
        {
            await gateway.PostAsync();
        }

        await receiver.WaitForRootAsync(5);
        await Eventually.BecomesTrueAsync(() => gateway.CountsOf("otel") == "15 exported, 0 dropped", () => gateway.CountsOf("otel")!);

        Assert.Equal("15 exported, 0 dropped", gateway.CountsOf("viewer"));
        Assert.Equal((15, 15), (gateway.Ledger.SpansStarted, gateway.Ledger.SpansEnded));
        Assert.All(gateway.Ledger.Backends, backend => Assert.Equal((15, 0), (backend.Ledger.Counts().Started, backend.Ledger.Counts().InFlight)));
    }

    [Fact]
    public async Task A_span_that_is_too_large_is_dropped_and_counted()
    {
        await using var gateway = await ViewedGateway.StartAsync(
            configure: options => options.MaxBytes = 65_536,
            settings: ("TracedLlm:CaptureContent", "true"));
        await gateway.PostAsync($$"""{"model":"gpt","messages":[{"role":"user","content":"{{new string('x', 50_000)}}"}]}""");

        var row = await gateway.Viewer.WaitForRowAsync();

        Assert.Equal((3, "3 exported, 1 dropped (1 too_large)"), (row["spans"]!.GetValue<int>(), gateway.CountsOf("viewer")));
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", false)]
    [InlineData("OTEL_TRACES_EXPORTER", "none", true)]
    [InlineData("TracedLlm:Callbacks", "console", true)]
    [InlineData("OTEL_TRACES_SAMPLER", "always_off", false)]
    [InlineData("TracedLlm:Sampling:Ratio", "0", false)]
    [InlineData("TracedLlm:RefusedRequestRate", "0", true)]
    public async Task A_trace_is_held_if_it_is_recorded_and_sampled(string setting, string value, bool isHeld)
    {
        await using var gateway = await ViewedGateway.StartAsync(services: static services => services.AddSingleton(TextWriter.Null), settings: [(setting, value), ("TracedLlm:Sampling:Keep", setting == "TracedLlm:Sampling:Ratio" ? "None" : null)]);
        await gateway.PostAsync();
        using (LlmSpan.StartStage("outside"))
        {
            // It ends after the request.
        }

        Assert.Equal(isHeld ? 2 : 0, isHeld ? (await gateway.Viewer.WaitForRowsAsync(2)).Count : (await gateway.Viewer.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_trace_that_a_rule_keeps_is_held()
    {
        await using var gateway = await ViewedGateway.StartAsync(
            static http =>
            {
                http.Response.StatusCode = 500;
                LlmSpan.StartCall("gpt-4.1").End();
                return Task.CompletedTask;
            },
            settings: ("TracedLlm:Sampling:Ratio", "0"));
        await gateway.PostAsync();

        Assert.Equal("error", (await gateway.Viewer.WaitForRowAsync())["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_trace_that_goes_to_a_tenant_alone_is_held_and_not_said_to_be_sent()
    {
        await using var operators = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.None);
        await using var tenants = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.None);
        await using var gateway = await ViewedGateway.StartAsync(services: services => AddTenant(services, tenants), settings: OfOperator(operators));
        await gateway.PostAsync();

        var row = await gateway.Viewer.WaitForRowAsync();
        await tenants.WaitForRootAsync();
        var views = (await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{row["spanId"]}/views"))["views"]!.AsArray();

        Assert.Empty(operators.Spans);
        Assert.Equal(tenants.Spans.Count, row["spans"]!.GetValue<int>());
        Assert.Empty((await gateway.Viewer.DetailAsync(row))["backends"]!.AsArray());
        Assert.All(views, view => Assert.False(view!["isSent"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task With_a_policy_operators_do_not_see_a_trace_that_goes_to_a_tenant_alone()
    {
        await using var operators = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.None);
        await using var tenants = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.None);
        await using var gateway = await ViewedGateway.StartAsync(
            services: services =>
            {
                AddTenant(services, tenants);
                services.AddAuthentication();
                services.AddAuthorization(options => options.AddPolicy("all", policy => policy.RequireAssertion(static _ => true)));
            },
            map: static app => app.UseAuthorization(),
            settings: [.. OfOperator(operators), ("TracedLlm:Viewer:AuthorizationPolicy", "all")]);
        await gateway.PostAsync();
        await tenants.WaitForRootAsync();

        Assert.Empty(await gateway.Viewer.RowsAsync());
        Assert.Equal((3, 3), (gateway.Ledger.Backends.Single(one => one.Ledger.Name == "viewer").Ledger.Counts().Started, gateway.Ledger.Backends.Single(one => one.Ledger.Name == "viewer").Ledger.Counts().SampledOut));
    }

    [Fact]
    public async Task A_span_that_is_not_held_is_no_loss_of_the_gateway()
    {
        await using var gateway = await ViewedGateway.StartAsync(
            configure: options => options.MaxBytes = 65_536,
            map: static app => app.MapTracedLlmHealth(),
            settings: ("TracedLlm:CaptureContent", "true"));
        await gateway.PostAsync($$"""{"model":"gpt","messages":[{"role":"user","content":"{{new string('x', 50_000)}}"}]}""");
        await gateway.Viewer.WaitForRowAsync();

        var health = System.Text.Json.Nodes.JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri("/health/tracing", UriKind.Relative)))!;

        Assert.Equal(("ok", 1), (health["status"]!.GetValue<string>(), health["backends"]![0]!["dropped"]!["too_large"]!.GetValue<int>()));
        Assert.Null(gateway.Ledger.Missing());
    }

    [Fact]
    public async Task The_content_of_a_call_is_counted_once_although_some_views_repeat_it_on_the_root()
    {
        await using var gateway = await ViewedGateway.StartAsync(settings: ("TracedLlm:CaptureContent", "true"));
        await gateway.PostAsync($$"""{"model":"gpt","messages":[{"role":"user","content":"{{new string('x', 50_000)}}"}]}""");

        var row = await gateway.Viewer.WaitForRowAsync();
        var shown = (await gateway.Viewer.DetailAsync(row))["spans"]!.ToJsonString().Length;

        Assert.InRange(shown, 50_000, int.MaxValue);
        Assert.InRange(row["bytes"]!.GetValue<long>(), shown / 2, shown * 3 / 2);
    }

    [Fact]
    public async Task A_value_of_the_application_is_counted_and_shown_as_it_was()
    {
        List<object?> list = [new string('x', 10_000), 1, new List<object?> { true, new Version(1, 2) }];
        var builder = new System.Text.StringBuilder("before");
        int[] numbers = [1, 2];
        string[] texts = ["before"];
        await using var gateway = await ViewedGateway.StartAsync(http =>
        {
            LlmTrace.Current!.SetRootTag("app.list", list);
            LlmTrace.Current!.SetRootTag("app.object", builder);
            LlmTrace.Current!.SetRootTag("app.numbers", numbers);
            LlmTrace.Current!.SetRootTag("app.texts", texts);
            return ViewedGateway.AnswerAsync(http);
        });
        await gateway.PostAsync();
        list.Clear();
        builder.Append(" and after");
        (numbers[0], texts[0]) = (9, "after");

        var row = await gateway.Viewer.WaitForRowAsync();
        var attributes = (await gateway.Viewer.DetailAsync(row))["spans"]![0]!["attributes"]!;

        Assert.Equal($$"""["{{new string('x', 10_000)}}",1,[true,"1.2"]]""", attributes["app.list"]!.ToJsonString());
        Assert.Equal("before", attributes["app.object"]!.GetValue<string>());
        Assert.Equal(("[1,2]", """["before"]"""), (attributes["app.numbers"]!.ToJsonString(), attributes["app.texts"]!.ToJsonString()));
        Assert.InRange(row["bytes"]!.GetValue<long>(), 10_000, 20_000);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(500, "0")]
    public async Task A_value_that_the_application_sets_after_the_end_of_a_span_is_shown_as_it_was_when_the_span_was_held(int status, string? ratio)
    {
        List<object?> list = ["before", 1];
        List<object?> other = ["before"];
        await using var gateway = await ViewedGateway.StartAsync(
            http =>
            {
                var auth = LlmSpan.StartStage(LlmStage.Auth);
                var activity = auth.Activity!;
                activity.SetTag("app.replaced", "at first");
                auth.End();
                activity.SetTag("app.added", list);
                activity.SetTag("app.replaced", other);
                http.Response.StatusCode = status;
                return Task.CompletedTask;
            },
            settings: ("TracedLlm:Sampling:Ratio", ratio));
        await gateway.PostAsync();
        var row = await gateway.Viewer.WaitForRowAsync();
        list.Clear();
        other.Add(" and after");

        var spans = (await gateway.Viewer.DetailAsync(row))["spans"]!.AsArray();
        var attributes = spans.Single(span => span!["name"]!.GetValue<string>() == "auth")!["attributes"]!;

        Assert.Equal(("""["before",1]""", """["before"]"""), (attributes["app.added"]!.ToJsonString(), attributes["app.replaced"]!.ToJsonString()));
    }

    private static void AddTenant(IServiceCollection services, OtlpReceiver tenants) =>
        services.AddSingleton<ITraceDestinations>(new OneDestination(new TraceDestination("langfuse_otel", new CallbackVars(new Dictionary<string, string?>
        {
            ["langfuse_public_key"] = "pk-lf-of-the-tenant",
            ["langfuse_secret_key"] = "sk-lf-of-the-tenant",
            ["langfuse_host"] = tenants.Endpoint.ToString(),
        }))));

    private static (string Name, string? Value)[] OfOperator(OtlpReceiver operators) =>
    [
        ("TracedLlm:Callbacks", "langfuse_otel"), ("LANGFUSE_HOST", operators.Endpoint.ToString()), ("LANGFUSE_PUBLIC_KEY", "pk-lf-of-the-operator"), ("LANGFUSE_SECRET_KEY", "sk-lf-of-the-operator"),
        ("TracedLlm:AllowedBackendHosts", "*"), ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];

    private sealed class OneDestination(TraceDestination destination) : ITraceDestinations
    {
        public IReadOnlyList<TraceDestination> Find(LlmTrace trace) => [destination];
    }
}
