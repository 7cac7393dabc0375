using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Exporting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>Destinations that requests bring, as the pipeline treats them: whoever calls the gateway may have chosen them.</summary>
public sealed class RequestDestinationsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("requests-");

    [Fact]
    public async Task What_becomes_of_their_spans_is_counted_apart_and_says_nothing_about_the_gateway()
    {
        using var tested = Create(() => [TestedPipeline.Endpoint(), Brought("made-up")]);
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Headers.ContainsKey("x-brought") ? 401 : 200);

        var flushed = tested.Add("a", "b").FlushAsync();
        await PassUntilAsync(tested, () => flushed.IsCompleted);
        await flushed;

        Assert.Equal("2 exported, 0 dropped", tested.CountsOf("test"));
        Assert.Equal("0 exported, 2 dropped (2 rejected)", tested.CountsOf("test:requests"));
        using var health = JsonDocument.Parse(DeliveryHealth.ToJson(tested.Ledger));
        Assert.Equal("ok", health.RootElement.GetProperty("status").GetString());
        Assert.Equal(tested.Settings.MaxQueueBytes / 4, tested.Ledger.Backends.Single(backend => backend.IsOfRequests).Budget.Limit);
    }

    [Theory]
    [InlineData("Tenant")]
    [InlineData("Request")]
    public async Task Many_destinations_at_a_host_that_is_down_are_few_tries(string owner)
    {
        const int Destinations = 100;
        var number = 0;
        var down = true;
        using var tested = Create(() => [Brought($"{number}", Enum.Parse<EndpointOwner>(owner))]);
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        for (; number < Destinations; number++)
        {
            tested.Add($"s{number}");
        }

        // Each of them alone would try six times in this minute.
        await PassAsync(tested, TimeSpan.FromMinutes(1), stepMilliseconds: 1_000);
        await PassUntilAsync(tested, () => tested.Backend.All.Count >= 4);
        var tries = tested.Backend.All.Count;
        down = false;
        var destination = owner == "Request" ? "test:requests" : "test";
        await PassUntilAsync(tested, () => tested.CountsOf(destination) == $"{Destinations} exported, 0 dropped");
        await tested.FlushAsync();

        Assert.InRange(tries, 4, 64 + 10);
        Assert.Equal($"{Destinations} exported, 0 dropped", tested.CountsOf(destination));
        Assert.Equal(Enumerable.Range(0, Destinations).Select(one => $"{one} s{one}").Order(), tested.Backend.All.Skip(tries).Select(request => $"{request.Headers["x-brought"]} {request.Names.Single()}").Distinct().Order());
    }

    [Fact]
    public async Task Made_up_credentials_are_refused_five_times_a_second_and_hold_back_nobody()
    {
        var endpoint = TestedPipeline.Endpoint();
        using var tested = Create(() => [endpoint]);
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Headers.TryGetValue("x-brought", out var name) && name.StartsWith("made-up", StringComparison.Ordinal) ? 401 : 200);
        for (var number = 0; number < 100; number++)
        {
            endpoint = Brought($"made-up {number}");
            tested.Add($"s{number}");
        }

        endpoint = Brought("team", EndpointOwner.Tenant);
        tested.Add("of a team");
        await tested.Backend.WaitForAcceptedAsync("of a team");
        await PassAsync(tested, TimeSpan.FromSeconds(2));

        Assert.InRange(tested.Backend.All.Count(request => request.Headers["x-brought"] != "team"), 1, 11);
    }

    [Fact]
    public async Task Among_those_that_wait_for_a_host_the_one_that_has_waited_longest_is_next()
    {
        var endpoint = Brought("made-up");
        using var tested = Create(() => [endpoint]);
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Headers["x-brought"].StartsWith("made-up", StringComparison.Ordinal) ? 401 : 200);
        tested.Add("first");
        await tested.Backend.WaitForAsync(1);
        foreach (var name in new[] { "a", "b" })
        {
            endpoint = Brought(name);
            tested.Add($"of {name}");
            await WaitForTurnAsync(tested, endpoint);
            tested.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        List<BackendEndpoint> others = [];
        for (var number = 0; number < 20; number++)
        {
            others.Add(endpoint = Brought($"made-up {number}"));
            tested.Add($"s{number}");
        }

        // The worker looks at one after the other: one that it reached after the clock has moved would find the host open.
        foreach (var other in others)
        {
            await WaitForTurnAsync(tested, other);
        }

        // One of them is asked in each fifth of a second. The clock moves on only if the worker did not see its last step: two requests
        // that are under way at once arrive in any order.
        for (var count = 2; count <= 3; count++)
        {
            do
            {
                tested.Clock.Advance(TimeSpan.FromMilliseconds(200));
            }
            while (await Task.WhenAny(tested.Backend.WaitForAsync(count), Task.Delay(TimeSpan.FromSeconds(2))) is not Task<IReadOnlyList<ScriptedRequest>>);
        }

        Assert.Equal(["first", "of a", "of b"], tested.Backend.Requests.Take(3));
    }

    [Fact]
    public async Task However_slow_their_host_is_the_operators_spans_are_sent()
    {
        using var answers = new SemaphoreSlim(0);
        var endpoint = TestedPipeline.Endpoint();
        using var tested = Create(() => [endpoint]);
        tested.Settings = tested.Settings with { MaxRequests = 8 };
        await AcceptAsync(tested, destinations: 10, name => endpoint = Brought(name));
        tested.Backend.Answer = async request =>
        {
            if (request.Headers.ContainsKey("x-brought"))
            {
                await answers.WaitAsync();
            }

            return new(HttpStatusCode.OK);
        };
        for (var number = 0; number < 200; number++)
        {
            endpoint = Brought($"{number % 10}");
            tested.Add($"s{number}");
        }

        await tested.Backend.WaitForAsync(10 + 32);
        endpoint = TestedPipeline.Endpoint();
        tested.Add("of the operator");
        await tested.Backend.WaitForAcceptedAsync("of the operator");

        Assert.Equal(10 + 32 + 1, tested.Backend.All.Count);
        answers.Release(200);
        await tested.FlushAsync();
        Assert.Equal("210 exported, 0 dropped", tested.CountsOf("test:requests"));
    }

    [Fact]
    public async Task A_destination_with_a_backlog_leaves_its_place_to_one_that_has_none()
    {
        using var answers = new SemaphoreSlim(0);
        var endpoint = TestedPipeline.Endpoint();
        using var tested = Create(() => [endpoint]);
        tested.Settings = tested.Settings with { MaxRequests = 8 };
        await AcceptAsync(tested, destinations: 5, name => endpoint = Brought(name));
        tested.Backend.Answer = async _ =>
        {
            await answers.WaitAsync();
            return new(HttpStatusCode.OK);
        };
        for (var number = 0; number < 200; number++)
        {
            endpoint = Brought($"{number % 4}");
            tested.Add($"s{number}");
        }

        await tested.Backend.WaitForAsync(5 + 32);
        tested.Clock.Advance(TimeSpan.FromMilliseconds(1));
        endpoint = Brought("4");
        tested.Add("late");
        await WaitForTurnAsync(tested, endpoint);
        for (var answered = 1; answered <= 8; answered++)
        {
            tested.Clock.Advance(TimeSpan.FromMilliseconds(1));
            answers.Release();
            await tested.Backend.WaitForAsync(5 + 32 + answered);
        }

        Assert.Contains("late", tested.Backend.Requests);
        answers.Release(200);
        await tested.FlushAsync();
        Assert.Equal("206 exported, 0 dropped", tested.CountsOf("test:requests"));
    }

    [Fact]
    public async Task At_the_end_of_the_program_they_do_not_wait_for_their_turn()
    {
        var number = 0;
        using var tested = Create(() => [Brought($"{number}")]);
        for (; number < 20; number++)
        {
            tested.Add($"s{number}");
        }

        Assert.True(await Task.Run(() => tested.Pipeline.Stop(Timeout.InfiniteTimeSpan)).WaitAsync(Patience.Default));

        Assert.Equal("20 exported, 0 dropped", tested.CountsOf("test:requests"));
    }

    [Fact]
    public void Their_number_is_bounded_and_an_idle_one_gives_its_place()
    {
        using var tested = Create(() => []);
        tested.Settings = tested.Settings with { MaxRequestDestinations = 3, BatchDelay = TimeSpan.FromDays(1), MaxBatchSpans = 512 };
        var registry = tested.Pipeline.Destinations;
        Assert.Equal([true, true, true], new[] { "a", "b", "c" }.Select(name => registry.TryAdmit(Brought(name))));

        // No span waits for a: it is the least recently used one.
        Assert.True(registry.TryAdmit(Brought("d")));
        Assert.Null(registry.Find(Brought("a").Identity));
        foreach (var name in new[] { "b", "c", "d" })
        {
            registry.GetOrAdd(Brought(name)).Append([1, 2, 3], tested.Clock.GetTimestamp());
        }

        Assert.False(registry.TryAdmit(Brought("e")));
        Assert.True(registry.TryAdmit(Brought("b")));
        Assert.Equal(3, registry.Count);
    }

    [Fact]
    public void One_whose_spans_are_not_encoded_yet_keeps_its_place()
    {
        using var tested = Create(() => [Brought("a")]);
        tested.Settings = tested.Settings with { MaxRequestDestinations = 1, MaxBatchSpans = 512, EncodeDelay = TimeSpan.FromDays(1) };
        var registry = tested.Pipeline.Destinations;
        Assert.True(registry.TryAdmit(Brought("a")));
        var destination = registry.Find(Brought("a").Identity);

        tested.Add("queued");

        Assert.Equal(1, tested.Pipeline.Queue.Count);
        Assert.False(registry.TryAdmit(Brought("b")));
        Assert.Same(destination, registry.Find(Brought("a").Identity));
    }

    [Fact]
    public void An_idle_one_gives_its_place_however_many_are_in_use()
    {
        using var tested = Create(() => []);
        tested.Settings = tested.Settings with { MaxRequestDestinations = 100, BatchDelay = TimeSpan.FromDays(1), MaxBatchSpans = 512 };
        var registry = tested.Pipeline.Destinations;
        for (var number = 0; number < 99; number++)
        {
            Assert.True(registry.TryAdmit(Brought($"{number}")));
            registry.GetOrAdd(Brought($"{number}")).Append([1, 2, 3], tested.Clock.GetTimestamp());
        }

        // It is the most recently used one.
        Assert.True(registry.TryAdmit(Brought("idle")));

        Assert.True(registry.TryAdmit(Brought("new")));
        Assert.Null(registry.Find(Brought("idle").Identity));
    }

    [Fact]
    public async Task A_place_is_free_as_soon_as_the_spans_are_sent()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var tested = Create(() => [Brought("a")]);
        tested.Settings = tested.Settings with { MaxRequestDestinations = 1 };
        tested.Backend.Answer = _ => answer.Task;
        tested.Add("of a");
        await tested.Backend.WaitForAsync(1);
        var registry = tested.Pipeline.Destinations;
        Assert.False(registry.TryAdmit(Brought("b")));
        Assert.False(registry.TryAdmit(Brought("b")));

        answer.SetResult(new(HttpStatusCode.OK));
        await tested.FlushAsync();

        // The clock stands still, so that nothing but the end of the spans gives the place.
        await Eventually.BecomesTrueAsync(() => registry.TryAdmit(Brought("b")));

        Assert.Null(registry.Find(Brought("a").Identity));
    }

    [Fact]
    public async Task What_the_disk_drops_of_one_that_is_back_counts_as_its_own()
    {
        using var tested = Create(() => [Brought("other")], _ => new FullSpool());
        tested.Settings = tested.Settings with { MaxRequestDestinations = 1 };
        await tested.Add("first").FlushAsync();
        var registry = tested.Pipeline.Destinations;
        Assert.Equal([true, true, true], new[] { "a", "b", "a" }.Select(name => registry.TryAdmit(Brought(name))));
        await tested.Add("second").FlushAsync();

        tested.Ledger.Dropped(Brought("a").Identity, SpoolDropReason.Expired, 1);
        tested.Ledger.Dropped(Brought("b").Identity, SpoolDropReason.Expired, 2);

        Assert.Equal(
            ["test:requests 1", "unknown 2"],
            tested.Ledger.Backends.Select(backend => $"{backend.Ledger.Name} {backend.Ledger.Counts().AllDropped}").Order());
    }

    [Fact]
    public async Task They_get_files_only_after_their_backend_has_accepted_something()
    {
        var endpoint = Brought("known");
        var down = false;
        using var tested = Create(() => [endpoint], Open);
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        await tested.Add("first").FlushAsync();
        down = true;
        tested.Add("second");
        await PassAsync(tested, TimeSpan.FromSeconds(2));
        endpoint = Brought("unknown");
        tested.Add("third");
        await PassAsync(tested, TimeSpan.FromSeconds(20));

        Assert.Equal([Brought("known").Identity], Folders());
        Assert.Equal("1 exported, 0 dropped, 2 waiting", tested.CountsOf("test:requests"));
    }

    [Fact]
    public async Task They_have_a_part_of_the_spool_and_what_an_earlier_process_left_has_a_place()
    {
        var down = false;
        using (var tested = Create(() => [Brought("known")], observer => Open(observer, maxRequestBytes: 4_000)))
        {
            tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
            await tested.Add("first").FlushAsync();
            down = true;
            foreach (var name in new[] { "second", "third" })
            {
                tested.Pipeline.Add(new(tested.Make(name, ("text", new string('x', 2_000))), Request: null, IsInconclusive: false));
            }

            await PassAsync(tested, TimeSpan.FromSeconds(30));
            await tested.StopAsync();

            // The first batch fits into the share, and the next one does not.
            Assert.Equal("1 exported, 1 dropped (1 shutdown), 1 waiting", tested.CountsOf("test:requests"));
        }

        using var next = Create(() => [], Open);
        next.Settings = next.Settings with { MaxRequestDestinations = 2 };
        var registry = next.Pipeline.Destinations;
        Assert.True(registry.TryAdmit(Brought("other")));
        registry.GetOrAdd(Brought("other")).Append([1, 2, 3], next.Clock.GetTimestamp());
        Assert.False(registry.TryAdmit(Brought("third")));
        Assert.True(registry.TryAdmit(Brought("known")));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static BackendEndpoint Brought(string name, EndpointOwner owner = EndpointOwner.Request) =>
        new("test", new Uri("http://backend.test/v1/traces"), [new("x-brought", name)], new SemanticConventionsView()) { Owner = owner };

    private static TestedPipeline Create(Func<IReadOnlyList<BackendEndpoint>> endpoints, Func<ISpoolObserver, ISpool?>? spool = null)
    {
        var tested = new TestedPipeline { Endpoints = [], Resolver = new Resolver(endpoints), Spool = spool };
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        return tested;
    }

    // Steps of the clock, each with a moment for the pipeline. A slow machine only makes fewer requests.
    private static async Task PassAsync(TestedPipeline tested, TimeSpan time, int stepMilliseconds = 200)
    {
        var step = TimeSpan.FromMilliseconds(stepMilliseconds);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            tested.Clock.Advance(step);
            await Task.Delay(5);
        }
    }

    // The same, until something has happened that the clock alone does not bring about: the pipeline's threads come when they can.
    private static async Task PassUntilAsync(TestedPipeline tested, Func<bool> happened)
    {
        for (var waited = Stopwatch.StartNew(); !happened() && waited.Elapsed < Patience.Default;)
        {
            await PassAsync(tested, TimeSpan.FromMilliseconds(200));
        }
    }

    // Has a request of each destination accepted, so that the next ones do not wait for their turn.
    private static async Task AcceptAsync(TestedPipeline tested, int destinations, Action<string> choose)
    {
        for (var number = 0; number < destinations; number++)
        {
            choose($"{number}");
            tested.Add($"first {number}");
            await PassAsync(tested, TimeSpan.FromMilliseconds(200));
            await tested.Backend.WaitForAcceptedAsync($"first {number}");
        }

        await tested.FlushAsync();
    }

    private static async Task WaitForTurnAsync(TestedPipeline tested, BackendEndpoint endpoint)
    {
        await Eventually.BecomesTrueAsync(() => tested.Pipeline.Destinations.Find(endpoint.Identity) is { WaitsSince: < long.MaxValue });
    }

    private FileSpool Open(ISpoolObserver observer) => Open(observer, maxRequestBytes: 1024 * 1024);

    private FileSpool Open(ISpoolObserver observer, long maxRequestBytes) =>
        FileSpool.Open(new SpoolOptions(_directory.FullName) { MaxRequestBytes = maxRequestBytes }, observer, TimeProvider.System, NullLogger.Instance);

    private IEnumerable<string> Folders() => _directory.GetDirectories("process-*").SelectMany(folder => folder.GetDirectories()).Select(folder => folder.Name);

    private sealed class Resolver(Func<IReadOnlyList<BackendEndpoint>> endpoints) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => endpoints();
    }
}
