using System.Diagnostics;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Tests.Activities;

public sealed class RecordedActivitiesTests : IDisposable
{
    private readonly ActivitySource _source = new($"test-{Guid.NewGuid():N}", "1.0");

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Stopped_activities_stand_in_order_of_stop_and_running_ones_apart()
    {
        using var recorded = new RecordedActivities(_source.Name);
        using var other = new ActivitySource(_source.Name + ".other");

        var outer = _source.StartActivity("outer")!;
        _source.StartActivity("inner")!.Stop();
        using var unheard = other.StartActivity("unheard");
        var runningBefore = recorded.Running;
        outer.Stop();

        Assert.Equal(["outer"], runningBefore.Select(activity => activity.OperationName));
        Assert.Equal(["inner", "outer"], recorded.Activities.Select(activity => activity.OperationName));
        Assert.Empty(recorded.Running);
        Assert.Null(unheard);
    }

    [Theory]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, true, true)]
    [InlineData(ActivitySamplingResult.PropagationData, false, false)]
    public void Sampling_is_as_chosen(ActivitySamplingResult sampling, bool allData, bool recordedFlag)
    {
        using var recorded = new RecordedActivities([_source.Name], sampling);

        using var activity = _source.StartActivity("span")!;

        Assert.Equal(allData, activity.IsAllDataRequested);
        Assert.Equal(recordedFlag, activity.Recorded);
    }

    [Fact]
    public void With_sampling_off_children_are_not_created()
    {
        using var recorded = new RecordedActivities([_source.Name], ActivitySamplingResult.None);
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);

        using var activity = _source.StartActivity("span", ActivityKind.Internal, parent);

        Assert.Null(activity);
        Assert.Empty(recorded.Activities);
    }

    [Fact]
    public void After_Dispose_no_activity_is_recorded()
    {
        var recorded = new RecordedActivities(_source.Name);
        recorded.Dispose();

        using var activity = _source.StartActivity("span");

        Assert.Null(activity);
    }

    [Fact]
    public void Only_the_selected_activities_are_kept()
    {
        using var recorded = new RecordedActivities([_source.Name], only: activity => activity.Kind == ActivityKind.Server);

        _source.StartActivity("a", ActivityKind.Server)!.Stop();
        _source.StartActivity("b")!.Stop();

        Assert.Equal("a", Assert.Single(recorded.Activities).OperationName);
    }

    [Fact]
    public async Task A_stop_can_be_awaited()
    {
        using var recorded = new RecordedActivities(_source.Name);
        var activity = _source.StartActivity("span")!;

        var waiting = recorded.WaitForAsync(stopped => stopped.Count == 1);
        var doneBefore = waiting.IsCompleted;
        activity.Stop();

        Assert.False(doneBefore);
        Assert.Same(activity, Assert.Single(await waiting));
    }

    [Fact]
    public void Activities_print_as_received_spans_do()
    {
        using var recorded = new RecordedActivities(_source.Name);
        var linked = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        using (var root = _source.StartActivity(ActivityKind.Server, links: [new ActivityLink(linked)], name: "root")!)
        using (var child = _source.StartActivity("child")!)
        {
            child.DisplayName = "renamed";
            child.SetTag("int", 5).SetTag("strings", new[] { "a", "b" }).SetTag("float", 1f).SetTag("absent", null);
            child.AddEvent(new ActivityEvent("chunk", tags: new ActivityTagsCollection { ["index"] = 0 }));
            child.SetStatus(ActivityStatusCode.Error, "broken");
        }

        var text = SpanTree.Print(
            recorded.Spans,
            new SpanTreeFormat { KnownIds = new Dictionary<string, string> { [linked.SpanId.ToHexString()] = "linked" } });

        TraceInvariants.Check(recorded.Spans);
        Assert.Equal(
            """
            root [SERVER]
            ├─ → linked
            └─ renamed ERROR "broken"  {float=1.0, int=5, strings=[a, b]}
               └─ • chunk  {index=0}
            """,
            text);
    }

    [Fact]
    public void Incomplete_traces_fail_at_the_end()
    {
        var recorded = new RecordedActivities(_source.Name);
        var elsewhere = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        _source.StartActivity("orphan", ActivityKind.Internal, elsewhere)!.Stop();

        var exception = Assert.Throws<TraceInvariantException>(recorded.Dispose);

        Assert.Contains("of 'orphan' was not exported", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_span_that_never_ends_is_found()
    {
        var recorded = new RecordedActivities(_source.Name);
        using var left = _source.StartActivity("left");

        var exception = Assert.Throws<TraceInvariantException>(recorded.Dispose);

        Assert.Contains("1 spans never ended: left", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_can_switch_a_check_off()
    {
        var recorded = new RecordedActivities(_source.Name) { Checks = false };
        using var left = _source.StartActivity("left");

        recorded.Dispose();
    }
}
