namespace TracedLlm.Allocations.Tests;

public sealed class UnsampledTests
{
    public static TheoryData<string, Place> Forms => Theories.FormsAndPlaces(StageCalls.All());

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_traced_method_allocates_nothing(string form, Place place)
    {
        using var state = TracingState.Enter(Listening.Unsampled, place);
        var calls = Theories.Named(StageCalls.All(), form);

        var plain = AllocatedBytes.PerCall(calls.Plain);

        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced0));
        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced5));
        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced20));
    }

    [Theory]
    [InlineData(Place.OutsideRequest)]
    [InlineData(Place.InRequest)]
    public void Counting_an_attempt_allocates_nothing(Place place)
    {
        using var state = TracingState.Enter(Listening.Unsampled, place);
        var call = new CountedCall();

        Assert.Equal(call.Plain.Select(AllocatedBytes.PerCall), call.Traced.Select(AllocatedBytes.PerCall));
    }
}
