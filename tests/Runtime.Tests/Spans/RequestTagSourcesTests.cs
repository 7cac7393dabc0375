using TracedLlm.Requests;

namespace TracedLlm.Tests.Spans;

public sealed class RequestTagSourcesTests
{
    private const string Name = GenAi.UsageInputTokens;

    [Fact]
    public void A_source_of_lower_rank_changes_nothing()
    {
        var sources = new RequestTagSources();

        Assert.True(sources.TryAccept(Name, RequestTagSource.Stated));
        Assert.False(sources.TryAccept(Name, RequestTagSource.Provider));
        Assert.True(sources.TryAccept(Name, RequestTagSource.Stated));
        Assert.True(sources.TryAccept("app.tag", RequestTagSource.GatewayResponse));
    }

    [Fact]
    public void The_sources_of_one_request_are_not_those_of_the_next()
    {
        var first = new RequestTagSources();
        first.TryAccept(Name, RequestTagSource.Stated);
        first.Close();

        Assert.True(new RequestTagSources().TryAccept(Name, RequestTagSource.Provider));
    }

    [Fact]
    public void After_the_end_no_source_sets_an_attribute_that_several_sources_set()
    {
        var sources = new RequestTagSources();
        sources.TryAccept(Name, RequestTagSource.Provider);
        sources.Close();

        Assert.False(sources.TryAccept(Name, RequestTagSource.Stated));
        Assert.True(sources.TryAccept("app.tag", RequestTagSource.Stated));
    }
}
