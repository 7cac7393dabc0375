namespace Gateway.Area0;

public sealed class ThingRules0(ThingStore0 store, ThingOptions0 options)
{
    private static readonly (string Prefix, int Weight)[] Weights = [("internal-", 10), ("partner-", 5), ("trial-", 1)];

    public (long Most, TimeSpan Pause) LimitsOf(string caller, int messages)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var weight = 2;
        foreach (var (prefix, value) in Weights)
        {
            if (caller.StartsWith(prefix, StringComparison.Ordinal))
            {
                weight = Math.Max(weight, value);
            }
        }

        var most = messages switch
        {
            0 => 0L,
            < 10 => 1_000L * weight,
            < 40 => 600L * weight,
            _ => 250L * weight,
        };
        return (most, store.Count > options.Capacity / 2 ? TimeSpan.FromMilliseconds(20 * messages) : TimeSpan.Zero);
    }

    public bool IsAllowed(Thing0 thing, out string reason)
    {
        ArgumentNullException.ThrowIfNull(thing);
        reason = thing switch
        {
            { Amount: < 0 } => "The amount is negative.",
            { Owner: "" } => "Nobody owns it.",
            { Labels.Count: > 32 } => "It has too many labels.",
            { Expires: { } expires } when expires < thing.Created => "It has expired before it was made.",
            _ => string.Empty,
        };
        return reason.Length == 0;
    }

    public IEnumerable<string> Explain(IEnumerable<Thing0> things)
    {
        foreach (var group in things.GroupBy(static thing => thing.Owner, StringComparer.Ordinal).OrderByDescending(static group => group.Sum(thing => thing.Amount)))
        {
            var (count, total) = (group.Count(), group.Sum(static thing => thing.Amount));
            yield return $"{group.Key}: {count} of {total:0.00}, {(count == 0 ? 0 : total / count):0.00} each";
        }
    }
}
