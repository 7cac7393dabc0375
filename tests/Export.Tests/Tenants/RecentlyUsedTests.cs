using TracedLlm.Export.Tenants;

namespace TracedLlm.Export.Tests.Tenants;

public sealed class RecentlyUsedTests
{
    [Fact]
    public void The_least_recently_used_entry_is_removed()
    {
        var known = new RecentlyUsed<string, int>(capacity: 2);
        known.Add("a", 1);
        known.Add("b", 2);
        known.TryGet("a", out _);
        known.Add("c", 3);

        Assert.Equal((true, false, true), (known.TryGet("a", out var a), known.TryGet("b", out _), known.TryGet("c", out var c)));
        Assert.Equal((1, 3, 2), (a, c, known.Count));
    }

    [Fact]
    public void A_known_entry_is_kept()
    {
        var known = new RecentlyUsed<string, int>(capacity: 2);
        known.Add("a", 1);

        Assert.Equal(1, known.Add("a", 2));
    }
}
