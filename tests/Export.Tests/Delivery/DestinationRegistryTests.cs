using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Exporting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>Destinations of tenants come and go.</summary>
public sealed class DestinationRegistryTests
{
    [Fact]
    public async Task The_number_of_kept_destinations_is_bounded_with_two_thousand_tenants()
    {
        var tenant = 0;
        using var tested = new TestedPipeline
        {
            Endpoints = [],
            Resolver = new Tenants(() => new BackendEndpoint("test", new Uri("http://shared.test/v1/traces"), [new("x-tenant", $"{tenant}")], new SemanticConventionsView())),
        };
        tested.Settings = tested.Settings with { MaxIdleDestinations = 16 };
        for (tenant = 0; tenant < 2_000; tenant++)
        {
            tested.Add($"s{tenant}");
            if (tenant % 500 == 499)
            {
                await tested.FlushAsync();
            }
        }

        await tested.FlushAsync();
        tested.Add("one more");

        Assert.InRange(tested.Pipeline.Destinations.Count, 1, 600);
        await tested.FlushAsync();
        Assert.Equal("2001 exported, 0 dropped", tested.Counts);
        Assert.Equal(Enumerable.Range(0, 2_000).Select(number => $"{number} s{number}").Append("2000 one more").Order(), tested.Backend.All.Select(request => $"{request.Headers["x-tenant"]} {request.Names.Single()}").Order());
    }

    [Fact]
    public void The_least_recently_used_destination_is_removed_and_the_configured_one_stays()
    {
        using var tested = new TestedPipeline();
        using var client = new HttpMessageInvoker(tested.Backend, disposeHandler: false);
        var ledger = new DeliveryLedger();
        var context = new DeliveryContext(tested.Settings, client, [], null, () => { }, null);
        var registry = new DestinationRegistry((endpoint, isPinned, host) => new Destination(endpoint, ledger.GetBackend(endpoint), context, host) { IsPinned = isPinned }, context, maxIdle: 2);
        var pinned = registry.GetOrAdd(TestedPipeline.Endpoint(host: "pinned.test"), isPinned: true);
        var (a, b) = (registry.GetOrAdd(TestedPipeline.Endpoint(host: "a.test")), registry.GetOrAdd(TestedPipeline.Endpoint(host: "b.test")));

        Assert.Same(a, registry.GetOrAdd(TestedPipeline.Endpoint(host: "a.test")));
        var c = registry.GetOrAdd(TestedPipeline.Endpoint(host: "c.test"));
        Assert.Equal(4, registry.Count);

        // Not by whoever brings one.
        Assert.Equal([b], registry.Evict());
        Assert.Empty(registry.Evict());

        Assert.Equal(3, registry.Count);
        Assert.Same(pinned, registry.GetOrAdd(TestedPipeline.Endpoint(host: "pinned.test")));
        Assert.Same(a, registry.GetOrAdd(TestedPipeline.Endpoint(host: "a.test")));
        Assert.Same(c, registry.Find(c.Endpoint.Identity));
        Assert.Null(registry.Find(b.Endpoint.Identity));
        Assert.NotSame(b, registry.GetOrAdd(TestedPipeline.Endpoint(host: "b.test")));
    }

    [Fact]
    public async Task The_ledger_keeps_nothing_of_a_removed_destination()
    {
        var host = "0.test";
        using var tested = new TestedPipeline { Endpoints = [], Spool = _ => new FullSpool(), Resolver = new Tenants(() => TestedPipeline.Endpoint(host: host)) };
        tested.Settings = tested.Settings with { MaxIdleDestinations = 1 };
        foreach (var number in Enumerable.Range(0, 5))
        {
            host = $"{number}.test";
            await tested.Add($"s{number}").FlushAsync();
        }

        await Eventually.BecomesTrueAsync(() => tested.Pipeline.Destinations.Count <= 1);

        await tested.FlushAsync();
        tested.Ledger.Dropped(TestedPipeline.Endpoint(host: "0.test").Identity, SpoolDropReason.Expired, 1);
        tested.Ledger.Dropped(TestedPipeline.Endpoint(host: "4.test").Identity, SpoolDropReason.Expired, 1);

        Assert.Equal(1, tested.Ledger.Backends.Single(backend => backend.Ledger.Name == "unknown").Ledger.Counts().AllDropped);
        Assert.Equal(1, tested.Ledger.Backends.Single(backend => backend.Ledger.Name == "test").Ledger.Counts().AllDropped);
    }

    [Fact]
    public async Task A_destination_with_spans_is_flushed_before_its_removal()
    {
        var host = "a.test";
        using var tested = new TestedPipeline { Endpoints = [], Resolver = new Tenants(() => TestedPipeline.Endpoint(host: host)) };
        tested.Settings = tested.Settings with { MaxIdleDestinations = 1 };
        tested.Add("of a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));

        host = "b.test";
        tested.Add("of b");

        // Without the delay having passed.
        await tested.Backend.WaitForAsync(1);
        Assert.Equal(["of a"], tested.Backend.Requests);
    }

    private sealed class Tenants(Func<BackendEndpoint> endpoint) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => [endpoint()];
    }
}
