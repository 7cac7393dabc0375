using System.Diagnostics;
using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Tests.Sampling;

public sealed class TraceRandomnessTests
{
    private static readonly List<ActivityTraceId> Ids =
        [.. Enumerable.Range(1, 10_000).Select(number => ActivityTraceId.CreateFromString($"{number:x32}"))];

    [Fact]
    public void A_part_is_chosen_even_where_ids_are_not_random_and_a_larger_part_contains_every_smaller_one()
    {
        var chosen = Ids.Where(id => Includes(new(), id, 0.5)).ToList();

        Assert.InRange(chosen.Count, 4_800, 5_200);
        Assert.All(Ids.Where(id => Includes(new(), id, 0.1)), id => Assert.Contains(id, chosen));
        Assert.DoesNotContain(Ids, id => Includes(new(), id, 0));
        Assert.All(Ids, id => Assert.True(Includes(new(), id, 1)));
    }

    [Fact]
    public void Ids_that_a_caller_chooses_to_be_sampled_are_not()
    {
        // The largest randomness in OpenTelemetry's reading.
        var chosen = Ids.Select(id => ActivityTraceId.CreateFromString($"{id.ToHexString().AsSpan(14)}ffffffffffffff")).ToList();

        Assert.InRange(chosen.Count(id => Includes(new(), id, 0.01)), 60, 140);
        Assert.InRange(chosen.Count(id => Includes(new(seed: "secret"), id, 0.01)), 60, 140);
        Assert.All(chosen, id => Assert.True(Includes(new(isTrusted: true), id, 0.01)));
    }

    [Fact]
    public void A_randomness_that_a_caller_states_counts_only_if_the_caller_is_trusted()
    {
        const string State = "ot=rv:00000000000007";

        Assert.Equal(7UL, new TraceRandomness(isTrusted: true).Compute(Ids[0], State));
        Assert.Equal(new TraceRandomness().Compute(Ids[0], null), new TraceRandomness().Compute(Ids[0], State));
    }

    [Fact]
    public void Replicas_with_the_same_seed_choose_the_same_traces_and_others_do_not()
    {
        var one = Choose("one");

        Assert.Equal(one, Choose("one"));
        Assert.InRange(one.Intersect(Choose("two")).Count(), 800, 1_200);
        Assert.InRange(one.Intersect(Choose(null)).Count(), 800, 1_200);

        static List<ActivityTraceId> Choose(string? seed) => [.. Ids.Where(id => Includes(new(seed: seed), id, 0.3162))];
    }

    private static bool Includes(TraceRandomness randomness, ActivityTraceId id, double ratio) =>
        SamplingThreshold.FromRatio(ratio).Includes(randomness.Compute(id, null));
}
