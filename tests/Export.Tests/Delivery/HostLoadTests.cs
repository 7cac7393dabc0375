using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>What destinations at one host share.</summary>
public sealed class HostLoadTests
{
    private static readonly SendResult Down = new(SendOutcome.Retry, "HTTP 503");
    private static readonly SendResult Unauthorised = new(SendOutcome.Rejected, "HTTP 401");

    private readonly ManualClock _clock = new();
    private readonly HostLoad _host;

    public HostLoadTests() => _host = new HostLoad(_clock, new BackOff(() => 1));

    // Who fails, and who is held back.
    [Theory]
    [InlineData("Operator", "Tenant Request")]
    [InlineData("Tenant", "Tenant Request")]
    [InlineData("Request", "Request")]
    public void Nobody_is_held_back_by_someone_who_is_trusted_less(string owner, string closed)
    {
        Fail(Enum.Parse<EndpointOwner>(owner), "a", "b");

        Assert.Equal(closed, string.Join(' ', Enum.GetValues<EndpointOwner>().Where(one => _host.IsClosed(one, isKnown: true, _clock.GetTimestamp()))));
    }

    [Fact]
    public void The_failures_of_one_destination_are_its_own()
    {
        Fail(EndpointOwner.Tenant, "a", "a", "a");

        Assert.False(IsClosed(EndpointOwner.Tenant));
    }

    [Theory]
    [InlineData("Accepted")]
    [InlineData("Rejected")]
    [InlineData("TooLarge")]
    [InlineData("Malformed")]
    public void Any_answer_ends_the_pause(string outcome)
    {
        Fail(EndpointOwner.Tenant, "a", "b");
        var changes = _host.Changes;

        _host.OnResult("c", EndpointOwner.Request, new(Enum.Parse<SendOutcome>(outcome), "an answer"));

        Assert.False(IsClosed(EndpointOwner.Tenant) || IsClosed(EndpointOwner.Request));
        Assert.NotEqual(changes, _host.Changes);
    }

    [Fact]
    public void An_answer_between_two_failures_shows_that_the_host_is_up()
    {
        Fail(EndpointOwner.Tenant, "a");
        _host.OnResult("c", EndpointOwner.Tenant, Unauthorised);
        Fail(EndpointOwner.Tenant, "b");

        Assert.False(IsClosed(EndpointOwner.Tenant));
    }

    [Fact]
    public void A_request_that_the_export_gives_up_says_nothing_about_the_host()
    {
        _host.OnResult("a", EndpointOwner.Tenant, Down with { IsGivenUp = true });
        _host.OnResult("b", EndpointOwner.Tenant, Down with { IsGivenUp = true });

        Assert.False(IsClosed(EndpointOwner.Tenant));
    }

    [Fact]
    public void Each_pause_is_twice_as_long_and_one_request_ends_it()
    {
        Fail(EndpointOwner.Tenant, "a", "b", "c", "d");
        foreach (var seconds in new[] { 1, 2, 4, 8, 15, 15 })
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Null(_host.TryEnter(EndpointOwner.Tenant, isKnown: true));
            _clock.Advance(TimeSpan.FromTicks(1));
            var probe = _host.TryEnter(EndpointOwner.Tenant, isKnown: true);
            Assert.Null(_host.TryEnter(EndpointOwner.Tenant, isKnown: true));
            Assert.NotNull(_host.TryEnter(EndpointOwner.Operator, isKnown: false));
            Fail(EndpointOwner.Tenant, "e");
            _host.Leave(probe!.Value);
        }
    }

    [Fact]
    public void Credentials_that_may_be_made_up_are_five_requests_a_second()
    {
        var passes = 0;
        for (var step = 0; step < 1_000; step++)
        {
            while (_host.TryEnter(EndpointOwner.Request, isKnown: false) is { } pass)
            {
                Assert.True(pass.IsSingle);
                passes++;
                _host.OnResult($"{passes}", EndpointOwner.Request, Unauthorised);
                _host.Leave(pass);
            }

            Assert.NotNull(_host.TryEnter(EndpointOwner.Tenant, isKnown: false) is { } other ? Left(other) : null);
            Assert.NotNull(_host.TryEnter(EndpointOwner.Request, isKnown: true) is { } known ? Left(known) : null);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(50, passes);
    }

    [Fact]
    public void The_requests_in_progress_are_bounded()
    {
        var passes = Enumerable.Range(0, 100).Select(_ => _host.TryEnter(EndpointOwner.Operator, isKnown: true)).OfType<HostPass>().ToList();

        Assert.Equal((64, true), (passes.Count, _host.IsFull(EndpointOwner.Operator)));
        _host.Leave(passes[0]);
        Assert.False(_host.IsFull(EndpointOwner.Operator));
    }

    // Who wants all places, one after the other, and how many they get.
    [Theory]
    [InlineData("Request Tenant Operator", "32 16 16")]
    [InlineData("Tenant Request Operator", "48 0 16")]
    [InlineData("Request Operator Tenant", "32 32 0")]
    [InlineData("Operator Tenant Request", "64 0 0")]
    public void Nobody_takes_all_places_from_someone_who_is_trusted_more(string owners, string places)
    {
        var passes = owners.Split(' ').Select(owner => FillPlaces(Enum.Parse<EndpointOwner>(owner))).ToList();

        Assert.Equal(places, string.Join(' ', passes.Select(ofOne => ofOne.Count)));
        Assert.All(Enum.GetValues<EndpointOwner>(), owner => Assert.True(_host.IsFull(owner)));
        passes.ForEach(ofOne => ofOne.ForEach(pass => _host.Leave(pass)));
        Assert.All(Enum.GetValues<EndpointOwner>(), owner => Assert.False(_host.IsFull(owner)));
        Assert.Equal(32, FillPlaces(EndpointOwner.Request).Count);
    }

    // Who has a place, and who finds none.
    [Theory]
    [InlineData("Operator", "Operator", true)]
    [InlineData("Operator", "Tenant", false)]
    [InlineData("Operator", "Request", false)]
    [InlineData("Tenant", "Operator", true)]
    [InlineData("Tenant", "Tenant", true)]
    [InlineData("Tenant", "Request", false)]
    [InlineData("Request", "Operator", true)]
    [InlineData("Request", "Tenant", true)]
    [InlineData("Request", "Request", true)]
    public void One_destination_leaves_for_one_that_is_trusted_as_much_or_more(string holder, string waiting, bool isLeft)
    {
        var pass = new HostPass(Enum.Parse<EndpointOwner>(holder), IsProbe: false, IsSingle: false);
        FillPlaces(EndpointOwner.Operator);
        while (_host.MustGiveWay(new(EndpointOwner.Request, IsProbe: false, IsSingle: false)))
        {
            // The operator's own, that found no place while the others were taken.
        }

        Assert.False(_host.MustGiveWay(pass));
        Assert.Null(_host.TryEnter(Enum.Parse<EndpointOwner>(waiting), isKnown: true));
        Assert.Equal(isLeft, _host.MustGiveWay(pass));
        Assert.False(_host.MustGiveWay(pass));
    }

    private List<HostPass> FillPlaces(EndpointOwner owner) => [.. Enumerable.Range(0, 100).Select(_ => _host.TryEnter(owner, isKnown: true)).OfType<HostPass>()];

    private HostPass Left(HostPass pass)
    {
        _host.Leave(pass);
        return pass;
    }

    private bool IsClosed(EndpointOwner owner) => _host.IsClosed(owner, isKnown: true, _clock.GetTimestamp());

    private void Fail(EndpointOwner owner, params string[] destinations)
    {
        foreach (var destination in destinations)
        {
            _host.OnResult(destination, owner, Down);
        }
    }
}
