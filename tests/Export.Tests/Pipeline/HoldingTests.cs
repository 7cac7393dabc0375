using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>How long the spans of a request are held, and what they gain by it.</summary>
[Collection(ProcessWide.Name)]
public sealed class HoldingTests : IDisposable
{
    private readonly TestedPipeline _tested = new();
    private readonly List<string> _asked = [];
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TracerProvider? _provider;
    private string _known = "nothing";

    public HoldingTests() => _tested.Resolver = new Asked(this);

    [Fact]
    public async Task Spans_that_ended_before_the_caller_was_known_say_who_it_is()
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
    public async Task Authentication_that_fails_says_nothing_of_the_caller()
    {
        await using var gateway = await StartAsync(http =>
        {
            using (var scheme = LlmSpan.StartStage(LlmStage.Auth))
            {
                scheme.RecordException(new InvalidOperationException("not this one"));
            }

            using (LlmSpan.StartStage("second_try"))
            {
            }

            Know(new LlmCaller { UserId = "u-2" });
            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
        await StopAsync();

        Assert.Equal(["u-2"], _asked);
    }

    [Fact]
    public async Task Nothing_is_sent_of_a_request_that_is_not_settled_until_five_seconds_have_passed()
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
        Assert.Equal(1, _tested.Ledger.Held!.Spans);
        Assert.Equal((2L, 1L), (_tested.Ledger.SpansStarted, _tested.Ledger.SpansEnded));

        _tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await _tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await _tested.FlushAsync();

        Assert.Equal(["rate_limit"], _tested.Backend.Requests);
        Assert.Equal(0, _tested.Ledger.Held.Spans);
        _goOn.SetResult();
        await answer;
        await StopAsync();
        Assert.Equal("3 exported, 0 dropped", _tested.Counts);
        Assert.Equal(["nothing"], _asked);
    }

    [Fact]
    public async Task More_is_not_held_than_may_be()
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
        await StopAsync();
    }

    [Fact]
    public async Task What_is_held_when_the_gateway_stops_is_sent()
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
        using var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(other.Pipeline, other.Ledger)).Build();
        await using var gateway = await StartAsync(http =>
        {
            using (LlmSpan.StartStage("one"))
            {
            }

            return http.Response.WriteAsync("hello");
        });

        await gateway.PostAsync();
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

    private async Task<ExportGateway> StartAsync(RequestDelegate handler)
    {
        _provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger)).Build();
        return await ExportGateway.StartAsync([], handler: handler);
    }

    private async Task StopAsync() => await Task.Run(() => _provider!.Shutdown(30_000));

    private void Know(LlmCaller caller)
    {
        LlmTrace.Current!.SetCaller(caller);
        _known = caller.UserId!;
    }

    private sealed class Asked(HoldingTests test) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(LlmTrace? trace)
        {
            test._asked.Add(test._known);
            return test._tested.Endpoints;
        }
    }
}
