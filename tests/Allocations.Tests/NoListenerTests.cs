namespace TracedLlm.Allocations.Tests;

public sealed class NoListenerTests
{
    public static TheoryData<string, Place> Forms => Theories.FormsAndPlaces(StageCalls.All());

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_traced_method_allocates_nothing(string form, Place place)
    {
        using var state = TracingState.Enter(Listening.NoListener, place);
        var calls = Theories.Named(StageCalls.All(), form);

        var plain = AllocatedBytes.PerCall(calls.Plain);

        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced0));
        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced5));
        Assert.Equal(plain, AllocatedBytes.PerCall(calls.Traced20));
    }

    [Theory]
    [InlineData(Place.OutsideRequest)]
    [InlineData(Place.InRequest)]
    public void The_caller_gets_the_very_task_of_the_body(Place place)
    {
        using var state = TracingState.Enter(Listening.NoListener, place);
        var stage = new TaskStage { Completion = new TaskCompletionSource<int>() };

        Assert.Same(stage.Completion.Task, stage.Traced20Async(new StageInput()));
    }

    [Theory]
    [InlineData(Place.OutsideRequest)]
    [InlineData(Place.InRequest)]
    public void The_items_of_a_stream_are_the_bodys_own(Place place)
    {
        using var state = TracingState.Enter(Listening.NoListener, place);
        var stage = new StreamStage();

        var items = stage.Traced20Async(new StageInput());

        Assert.Equal(stage.PlainAsync(new StageInput()).GetType(), items.GetType());
    }

    [Theory]
    [InlineData(Place.OutsideRequest)]
    [InlineData(Place.InRequest)]
    public void Counting_an_attempt_allocates_nothing(Place place)
    {
        using var state = TracingState.Enter(Listening.NoListener, place);
        var call = new CountedCall();

        Assert.Equal(call.Plain.Select(AllocatedBytes.PerCall), call.Traced.Select(AllocatedBytes.PerCall));
    }
}
