using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>Guardrails that return a type of the gateway's own.</summary>
[Collection("Spans")]
public class OwnResults
{
    private const string Blocked = "{litellm.guardrail.action=block, litellm.guardrail.reason=too much, litellm.guardrail.status=guardrail_intervened, litellm.guardrail.violation_categories=[violence]}";
    private const string Masked = """{litellm.guardrail.action=mask, litellm.guardrail.masked_entities="{\"email\":2}", litellm.guardrail.masked_entity_count=2, litellm.guardrail.status=guardrail_intervened}""";
    private const string Passed = "{litellm.guardrail.action=none, litellm.guardrail.status=success}";

    public static TheoryData<string, string> Verdicts => new()
    {
        { "block", Blocked },
        { "mask", Masked },
        { "block rather than mask", Blocked },
        { "pass", Passed },
        { "nothing", Passed },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task An_own_result_decides_the_outcome(string verdict, string attributes)
    {
        using var recorded = Record();

        var given = Make(verdict);
        var returned = await new TracedSample().JudgeAsync(async () =>
        {
            await Task.Yield();
            return given;
        });

        Assert.Same(given, returned);
        Assert.Equal($"guardrail  {attributes}", Print(recorded));
    }

    [Fact]
    public async Task An_own_result_works_for_every_return_shape()
    {
        using var recorded = Record();
        var verdict = new Verdict(Blocks: true);

        new TracedSample().Judge(() => verdict);
        await new TracedSample().JudgeAsync(() => Task.FromResult<Verdict?>(verdict));
        await new TracedSample().JudgeValueAsync(() => new(verdict));
        await new TracedSample().JudgeValueAsync(async () =>
        {
            await Task.Yield();
            return verdict;
        });

        Assert.Equal(Enumerable.Repeat<object>("block", 4), recorded.Activities.Select(activity => activity.GetTagItem("litellm.guardrail.action")!));
    }

    [Theory]
    [InlineData(true, "none")]
    [InlineData(false, "block")]
    public void A_bool_decides_the_outcome(bool isAllowed, string action)
    {
        using var recorded = Record();

        Assert.Equal(isAllowed, new TracedSample().IsAllowed(() => isAllowed));

        Assert.Equal(action, Assert.Single(recorded.Activities).GetTagItem("litellm.guardrail.action"));
    }

    [Theory]
    [InlineData(DayOfWeek.Friday, "block")]
    [InlineData(DayOfWeek.Monday, "mask")]
    [InlineData(DayOfWeek.Sunday, "none")]
    [InlineData(null, "none")]
    public async Task An_enumeration_decides_the_outcome(DayOfWeek? day, string action)
    {
        using var recorded = Record();

        await new TracedSample().ChooseAsync(() => Task.FromResult(day));

        Assert.Equal(action, Assert.Single(recorded.Activities).GetTagItem("litellm.guardrail.action"));
    }

    [Fact]
    public async Task A_guardrail_that_throws_failed_to_respond()
    {
        using var recorded = Record();

        await Assert.ThrowsAsync<TimeoutException>(() => new TracedSample().JudgeAsync(() => throw new TimeoutException("slow")));

        Assert.Equal("guardrail ERROR \"slow\"  {litellm.guardrail.status=guardrail_failed_to_respond}", Print(recorded));
    }

    private static RecordedActivities Record() => new(TracedLlmTelemetry.SourceName);

    private static Verdict? Make(string verdict) => verdict switch
    {
        "block" => new(Blocks: true, Categories: ["violence"], Why: "too much"),
        "mask" => new(Blocks: false, new(IsMasked: true, new() { ["email"] = 2 })),
        "block rather than mask" => new(Blocks: true, new(IsMasked: true, new() { ["email"] = 2 }), ["violence"], "too much"),
        "pass" => new(Blocks: false, new(IsMasked: false, new() { ["email"] = 2 })),
        _ => null,
    };

    private static string Print(RecordedActivities recorded) => SpanTree.Print(
        recorded.Spans,
        SpanTreeFormat.Only("litellm.guardrail.action", "litellm.guardrail.status", "litellm.guardrail.mask", "litellm.guardrail.reason", "litellm.guardrail.viol") with { ShowEvents = false }).TrimEnd();
}
