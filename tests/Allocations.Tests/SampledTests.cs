namespace TracedLlm.Allocations.Tests;

public sealed class SampledTests
{
    private static readonly IReadOnlyList<StageCalls> WithOneResult =
        [StageCalls.Sync(), StageCalls.CompletedTask(), StageCalls.PendingTask(), StageCalls.ValueTask()];

    public static TheoryData<string, Place> Forms => Theories.FormsAndPlaces(WithOneResult);

    [OptimizedTheory]
    [MemberData(nameof(Forms))]
    public void Twenty_attributes_allocate_no_more_than_setting_them_one_by_one(string form, Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        var calls = Theories.Named(WithOneResult, form);

        Assert.InRange(AllocatedBytes.PerCall(calls.Traced20), 1, AllocatedBytes.PerCall(calls.SetTag20));
    }
}
