using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>A gateway whose requests end as the header <c>x-case</c> says, with the ids of their traces, and a receiver of its spans.</summary>
internal sealed class SampledGateway : IAsyncDisposable
{
    private SampledGateway(ExportGateway gateway, OtlpReceiver receiver, LogLines log) => (Gateway, Receiver, Log) = (gateway, receiver, log);

    public ExportGateway Gateway { get; }

    public OtlpReceiver Receiver { get; }

    public LogLines Log { get; }

    /// <summary>The traces that the backend has, in the order of their numbers.</summary>
    public IReadOnlyList<int> Sent => [.. TracesOf(Receiver).Order()];

    public static async Task<SampledGateway> StartAsync(
        Dictionary<string, string?> settings,
        Action<TracedLlmExportOptions>? configure = null,
        TracedLlmRouteAttribute? route = null,
        RequestDelegate? handler = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null)
    {
        var receiver = await OtlpReceiver.StartAsync(checks: Checks);
        var log = new LogLines();
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString();
        settings.TryAdd("TracedLlm:Callbacks", "otel");
        return new(await ExportGateway.StartAsync(settings, configure, handler ?? HandleAsync, log, services, route: route, map: map), receiver, log);
    }

    /// <summary>The checks of receivers: the account of the receiver does not know of spans that are decided at the end, and the ledger does.</summary>
    public static TraceChecks Checks => TraceChecks.All with { Account = false };

    /// <summary>The numbers of the traces that a receiver has.</summary>
    public static IEnumerable<int> TracesOf(OtlpReceiver receiver) => receiver.Spans.Select(static span => NumberOf(span.TraceId)).Distinct();

    /// <summary>The id of a trace with a number, from which the number can be read.</summary>
    public static string IdOf(int number) => $"{number:x8}{(uint)number * 2_654_435_761:x8}a5a5a5a5{number:x8}";

    public static int NumberOf(string id) => Convert.ToInt32(id[..8], 16);

    /// <summary>The numbers of the traces that belong to a part of all traces.</summary>
    public static IEnumerable<int> Part(IEnumerable<int> numbers, double ratio, TraceRandomness? randomness = null) =>
        numbers.Where(number => SamplingThreshold.FromRatio(ratio).Includes((randomness ?? new()).Compute(ActivityTraceId.CreateFromString(IdOf(number)), null)));

    /// <summary>Makes the requests with these numbers; each ends as <paramref name="ending"/> says.</summary>
    public Task PostAsync(IEnumerable<int> numbers, Func<int, string> ending, string flags = "00", params (string, string)[] headers) => Parallel.ForEachAsync(
        numbers,
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (number, _) => await PostAsync(number, ending(number), flags, headers: headers));

    /// <summary>Makes one request.</summary>
    public Task PostAsync(int number, string ending, string flags = "00", string body = "{}", params (string, string)[] headers) => Gateway.PostAsync(
        body,
        [("traceparent", $"00-{IdOf(number)}-00f067aa0ba902b7-{flags}"), ("x-case", ending), .. headers]);

    /// <summary>Stops the gateway, so that every span is sent, and returns the counts of its backend after a check of the ledger.</summary>
    public async Task<string> StopAsync(string backend = "otel")
    {
        await Gateway.StopAsync();
        foreach (var each in Gateway.Ledger.Backends)
        {
            var counts = each.Ledger.Counts();
            Assert.Equal((Gateway.Ledger.SpansStarted, 0L, 0), (counts.Started, counts.InFlight, counts.AllDropped));
        }

        Assert.Equal((Gateway.Ledger.SpansStarted, 0), (Gateway.Ledger.SpansEnded, Gateway.Ledger.SpansHeld));
        return Gateway.Ledger.Backends.Single(each => each.Ledger.Name == backend).Ledger.Counts().ToString();
    }

    /// <summary>Waits until every span that has ended is sent or sampled out.</summary>
    public Task SettledAsync() => Eventually.BecomesTrueAsync(() =>
        Gateway.Ledger.SpansHeld == 0 && Gateway.Ledger.SpansStarted == Gateway.Ledger.SpansEnded && Gateway.Ledger.Backends.All(static each => each.Ledger.Counts().InFlight == 0));

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Receiver.DisposeAsync();
        Log.Dispose();
    }

    public static async Task HandleAsync(HttpContext http)
    {
        var ending = http.Request.Headers["x-case"].ToString();
        using (LlmSpan.StartStage("before"))
        {
        }

        switch (ending)
        {
            case "refused":
                http.Response.StatusCode = 401;
                return;
            case "blocked":
                using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
                {
                    guardrail.SetOutcome(GuardrailOutcome.Blocked());
                }

                http.Response.StatusCode = 400;
                return;
            case "retried":
                using (var attempt = LlmSpan.StartCall("claude"))
                {
                    attempt.RecordException(new HttpRequestException("broken"));
                }

                break;
            case "two answers":
                using (LlmSpan.StartCall("claude"))
                {
                }

                break;
            case "hedged":
                var slow = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                var first = LlmSpan.StartCall("claude").EndWith(slow.Task);
                await LlmSpan.StartCall("claude").EndWith(Task.FromResult(1));
                slow.SetResult(2);
                await first;
                break;
            case "priced":
                LlmTrace.Current!.SetUsage(new LlmUsage { InputTokens = 300_000, OutputTokens = 0 });
                using (LlmSpan.StartCall("gpt-4o", [new("gen_ai.provider.name", "openai")]))
                {
                }

                await http.Response.WriteAsync("hello");
                return;
            case "slow":
                await Task.Delay(60);
                break;
            case "costly":
                LlmTrace.Current!.SetCost(0.75);
                break;
            case "cancelled":
                using (LlmSpan.StartCall("claude"))
                {
                    http.Abort();
                    http.RequestAborted.WaitHandle.WaitOne(10_000);
                    http.RequestAborted.ThrowIfCancellationRequested();
                }

                break;
        }

        using (var attempt = LlmSpan.StartCall("claude"))
        {
            if (ending == "error")
            {
                attempt.RecordException(new HttpRequestException("broken"));
                http.Response.StatusCode = 502;
                return;
            }
        }

        await http.Response.WriteAsync("hello");
    }
}
