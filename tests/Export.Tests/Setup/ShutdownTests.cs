using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Export.Tests.Setup;

/// <summary>The export at a gateway's shutdown, and the log about lost spans.</summary>
[Collection(ProcessWide.Name)]
public sealed class ShutdownTests
{
    private const string Cancelled =
        """
        Received Proxy Server Request [SERVER]  {litellm.outcome=cancelled}
        └─ litellm_request  {litellm.outcome=cancelled}
           └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
        """;

    // The order of registration is the order in which services learn that the application has stopped, turned round.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_request_that_outlasts_the_deadline_is_exported(bool exportAddedFirst, bool concurrently)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new LogLines();
        var forever = new TaskCompletionSource();
        var gateway = await StartAsync(receiver, forever, log, exportAddedFirst, concurrently);
        var answer = Record.ExceptionAsync(gateway.PostAsync);
        await gateway.Entered;

        await gateway.StopAsync();

        Assert.Equal(Cancelled, SpanTree.Print(receiver.Spans, SpanTreeFormat.Only("litellm.outcome")));
        Assert.Contains("Warning: Requests that did not complete before the shutdown deadline and end as cancelled: 1.", log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("Not all spans", StringComparison.Ordinal));
        forever.SetResult();
        Assert.IsType<HttpRequestException>(await answer);
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_request_in_an_application_that_is_disposed_unstopped_is_exported()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new LogLines();
        var forever = new TaskCompletionSource();
        var gateway = await StartAsync(receiver, forever, log, exportAddedFirst: true, concurrently: false);
        var answer = Record.ExceptionAsync(gateway.PostAsync);
        await gateway.Entered;

        await gateway.DisposeUnstoppedAsync();

        Assert.Equal(Cancelled, SpanTree.Print(receiver.Spans, SpanTreeFormat.Only("litellm.outcome")));
        forever.SetResult();
        Assert.IsType<HttpRequestException>(await answer);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(401, "Warning: Not all spans were delivered before the end: 3 started, 0 not ended; otel: 0 exported, 3 dropped (3 rejected); console: 3 exported, 0 dropped.")]
    public async Task Spans_that_a_backend_did_not_take_are_counted(int status, string? warning)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        receiver.Answer = new OtlpAnswer { StatusCode = status };
        using var log = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:Callbacks"] = "otlp,console" },
            options => options.Console = TextWriter.Null,
            logging: log))
        {
            await gateway.PostAsync();
        }

        Assert.NotEmpty(receiver.Posts);
        Assert.Equal(warning, log.Lines.SingleOrDefault(line => line.Contains("Not all spans", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_holds_the_end_up_for_a_bounded_time()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        receiver.Answer = new OtlpAnswer { Gate = new TaskCompletionSource() };
        using var log = new LogLines();
        var gateway = await ExportGateway.StartAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() }, logging: log);
        await gateway.PostAsync();

        await gateway.DisposeAsync().AsTask().WaitAsync(Patience.Default);

        Assert.Contains("Warning: Not all spans were delivered before the end: 3 started, 0 not ended; otel: 0 exported, 3 dropped (3 shutdown).", log.Lines);
    }

    private static Task<ExportGateway> StartAsync(
        OtlpReceiver receiver, TaskCompletionSource forever, LogLines log, bool exportAddedFirst, bool concurrently)
    {
        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() };
        return ExportGateway.StartAsync(
            settings,
            handler: async http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                http.RequestServices.GetRequiredService<EnteredRequests>().First.SetResult();
                await forever.Task;
            },
            logging: log,
            services: services => services.Configure<HostOptions>(options =>
            {
                options.ShutdownTimeout = TimeSpan.FromMilliseconds(100);
                options.ServicesStopConcurrently = concurrently;
            }),
            exportAddedFirst: exportAddedFirst);
    }
}
