using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;
using TracedLlm.Exporting;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>The time for which spans of a request are held, and the values that they receive meanwhile.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class HoldingTests : IDisposable
{
    private readonly TestedPipeline _tested = new();
    private readonly List<string> _asked = [];
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TracerProvider? _provider;
    private string _known = "nothing";

    public HoldingTests() => _tested.Resolver = new Asked(this);

    [Fact]
    public async Task Spans_that_ended_before_authentication_have_the_caller()
    {
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            Know(new LlmCaller { UserId = "u-1" });
            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {user.id=u-1}
            ├─ rate_limit  {user.id=u-1}
            ├─ auth  {user.id=u-1}
            └─ litellm_request  {user.id=u-1}
               └─ chat claude [CLIENT]  {user.id=u-1}
            """,
            SpanTree.Print([.. _tested.Backend.All.SelectMany(request => request.Spans)], SpanTreeFormat.Only("user.id")));
        Assert.Equal(["u-1"], _asked);
        Assert.Equal("5 exported, 0 dropped", _tested.Counts);
    }

    [Fact]
    public async Task A_request_with_unresolvable_destinations_is_counted_and_delays_no_other_request()
    {
        var isBroken = true;
        _tested.Resolver = new Broken(() => isBroken ? [null!] : _tested.Endpoints);
        await using var gateway = await StartAsync(async _ =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.BecomesTrueAsync(() => _tested.Ledger.SpansHeld == 0);

        isBroken = false;
        _tested.Add("other");
        await _tested.FlushAsync();

        Assert.Equal(["other"], _tested.Backend.Accepted);
        Assert.Equal("0 exported, 1 dropped (1 rejected)", _tested.CountsOf("unknown"));
        _goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task The_size_of_a_root_includes_the_attributes_that_some_backends_repeat()
    {
        _tested.Settings = _tested.Settings with { EncodeDelay = TimeSpan.FromDays(1) };
        await using var gateway = await StartAsync(http =>
        {
            LlmTrace.Current!.SetRequestTag("text", new string('x', 10_000));
            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await Eventually.BecomesTrueAsync(() => _tested.Pipeline.Queue.Count >= 2);

        Assert.InRange(_tested.Ledger.Backends[0].Budget.Unencoded, 20_000, 25_000);
        await StopAsync();
    }

    [Fact]
    public async Task A_span_that_ends_after_the_shutdown_is_counted_and_not_held()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(async _ =>
        {
            _reached.SetResult();
            await _goOn.Task;
            using (LlmSpan.StartStage("late"))
            {
            }

            late.SetResult();
            await goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await Task.Run(() => _tested.Pipeline.Stop(Timeout.InfiniteTimeSpan)).WaitAsync(Patience.Default);
        _goOn.SetResult();
        await late.Task;

        Assert.Equal(0, _tested.Ledger.SpansHeld);
        Assert.Equal("0 exported, 1 dropped (1 shutdown)", _tested.Counts);
        goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task An_unauthenticated_request_is_held_for_five_seconds()
    {
        await using var gateway = await StartAsync(async http =>
        {
            using (LlmSpan.StartStage("rate_limit"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
            await http.Response.WriteAsync("hello");
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await _tested.FlushAsync();
        Assert.Empty(_tested.Backend.Requests);
        Assert.Equal(1, _tested.Ledger.SpansHeld);
        Assert.Equal((2L, 1L), (_tested.Ledger.SpansStarted, _tested.Ledger.SpansEnded));

        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await _tested.FlushAsync();

        Assert.Equal(["rate_limit"], _tested.Backend.Requests);
        Assert.Equal(0, _tested.Ledger.SpansHeld);
        _goOn.SetResult();
        await answer;
        await EndAsync();
        await StopAsync();
        Assert.Equal("3 exported, 0 dropped", _tested.Counts);
        Assert.Equal(["nothing"], _asked);
    }

    [Fact]
    public async Task The_bytes_of_held_spans_are_bounded()
    {
        _tested.Settings = _tested.Settings with { MaxHeldBytes = 0 };
        await using var gateway = await StartAsync(async http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            using (LlmSpan.StartStage("two"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;
        await _tested.FlushAsync();

        Assert.Equal(["one two"], _tested.Backend.Requests);
        _goOn.SetResult();
        await answer;
        await EndAsync();
        await StopAsync();
    }

    [Fact]
    public async Task Held_spans_are_sent_when_the_gateway_stops()
    {
        await using var gateway = await StartAsync(async _ =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            _reached.SetResult();
            await _goOn.Task;
        });
        var answer = gateway.PostAsync();
        await _reached.Task;

        await StopAsync();

        Assert.Equal(["one"], _tested.Backend.Requests);
        _goOn.SetResult();
        await answer;
    }

    [Fact]
    public async Task Two_exports_of_one_process_both_have_everything()
    {
        using var other = new TestedPipeline();
        using var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(other.Pipeline, other.Ledger).ObserveRuntime()).Build();
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await EndAsync();
        await StopAsync();
        await other.FlushAsync();

        Assert.Equal(["Received Proxy Server Request", "litellm_request", "one"], _tested.Backend.Accepted.Order(StringComparer.Ordinal));
        Assert.Equal(_tested.Backend.Accepted.Order(StringComparer.Ordinal), other.Backend.Accepted.Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _tested.Dispose();
    }

    private async Task<ExportGateway> StartAsync(RequestDelegate handler, Action<IServiceCollection>? services = null)
    {
        _provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger).ObserveRuntime()).Build();
        return await ExportGateway.StartAsync([], handler: handler, services: services);
    }

    // The server ends a request after its caller has the answer. What ends after the shutdown is dropped.
    private async Task EndAsync()
    {
        await Eventually.BecomesTrueAsync(() => _tested.Ledger.SpansEnded >= _tested.Ledger.SpansStarted);
    }

    private async Task StopAsync() => await Task.Run(() => _provider!.Shutdown(30_000));

    private void Know(LlmCaller caller)
    {
        LlmTrace.Current!.SetCaller(caller);
        _known = caller.UserId!;
    }

    private sealed class Broken(Func<IReadOnlyList<BackendEndpoint>> endpoints) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => endpoints();
    }

    private sealed class Asked(HoldingTests test) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request)
        {
            test._asked.Add(test._known);
            return test._tested.Endpoints;
        }
    }
}
