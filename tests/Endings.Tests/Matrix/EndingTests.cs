using TracedLlm.Endings.Tests.Callers;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Gateways;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Endings.Tests.Matrix;

/// <summary>
/// Every ending on every route of the table, also streamed if the route has streams. The expected trees are in
/// <c>Trees/{ending}.txt</c>.
/// </summary>
[Collection(SharedGateway.Name)]
public sealed class EndingTests(RunningGateway gateway)
{
    private const int AtOnce = 24;

    public static TheoryData<string> Names => [.. AllEndings.Whole.Concat(AllEndings.Streamed).Select(ending => ending.Name)];

    public static TheoryData<string> NamesOfLeaving =>
        [.. AllEndings.Whole.Concat(AllEndings.Streamed).Where(ending => ending.CallerDisconnect != CallerDisconnect.Never).Select(ending => ending.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_route_ends_like_this(string name) => MatchAsync(name, http2: false);

    [Theory]
    [MemberData(nameof(NamesOfLeaving))]
    public Task A_caller_that_leaves_on_HTTP_2_is_the_same(string name) => MatchAsync(name, http2: true);

    private async Task MatchAsync(string name, bool http2)
    {
        var ending = AllEndings.Find(name);
        List<Exchange> exchanges = [.. GatewayRow.All.Where(row => !ending.Streamed || row.Streams).Select(row => new Exchange(ending, row))];
        using var caller = new Caller(gateway, http2);

        await Parallel.ForEachAsync(exchanges, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (exchange, _) => await caller.SendAsync(exchange));

        var traces = await RequestTraces.WaitAsync(gateway.Receiver, exchanges);
        TraceInvariants.Check(
            traces.Values.SelectMany(spans => spans), exchanges.Select(exchange => exchange.CallerSpan), [Canaries.Key, Canaries.Prompt]);

        // The receiver searches what it holds at every arrival.
        gateway.Receiver.Release(traces.Values.Select(spans => spans[0].TraceId).ToHashSet());
        exchanges.ForEach(gateway.Exchanges.Remove);
        gateway.Upstream.Clear();
        Snapshot.Match(EndingTrees.Print(exchanges.Select(exchange => (exchange, traces[exchange]))), folder: "../Trees", file: name);
    }
}
