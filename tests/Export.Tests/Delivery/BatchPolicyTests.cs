using TracedLlm.Export.Delivery;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>Every case of the decision about a batch after an answer.</summary>
public sealed class BatchPolicyTests
{
    private static readonly (BatchAttempt Attempt, BatchFate Fate)[] Answers =
    [
        (new(SendOutcome.Accepted, Spans: 5), new(BatchStep.Export)),
        (new(SendOutcome.Accepted, Spans: 1) { Refusals = 40, Failures = 40, IsRefusingAll = true }, new(BatchStep.Export)),

        (new(SendOutcome.Retry, Spans: 5), new(BatchStep.Wait)),
        (new(SendOutcome.Retry, Spans: 1) { Refusals = 40, Failures = 40, Retries = 40, IsAnswered = true }, new(BatchStep.Wait)),

        // One of several servers behind the backend may have refused its traces. No answer shows nothing.
        (new(SendOutcome.Retry, Spans: 5) { Retries = 1, IsAnswered = true, HasSeveralTraces = true }, new(BatchStep.Wait)),
        (new(SendOutcome.Retry, Spans: 5) { Retries = 2, IsAnswered = true, HasSeveralTraces = true }, new(BatchStep.WaitHalved)),
        (new(SendOutcome.Retry, Spans: 5) { Retries = 3, IsAnswered = true, HasSeveralTraces = true, AreHalvesRefused = true }, new(BatchStep.WaitInTraces)),
        (new(SendOutcome.Retry, Spans: 5) { Retries = 9, IsAnswered = true }, new(BatchStep.Wait)),
        (new(SendOutcome.Retry, Spans: 5) { Retries = 9, HasSeveralTraces = true }, new(BatchStep.Wait)),

        (new(SendOutcome.Rejected, Spans: 5), new(BatchStep.Drop, DropReason.Rejected)),
        (new(SendOutcome.Rejected, Spans: 1), new(BatchStep.Drop, DropReason.Rejected)),

        (new(SendOutcome.Compressed, Spans: 5) { IsCompressed = true }, new(BatchStep.SendUncompressed)),
        (new(SendOutcome.Compressed, Spans: 5), new(BatchStep.Drop, DropReason.Rejected)),

        (new(SendOutcome.TooLarge, Spans: 5), new(BatchStep.Split, SplitAfter: 2)),
        (new(SendOutcome.TooLarge, Spans: 2), new(BatchStep.Split, SplitAfter: 1)),
        (new(SendOutcome.TooLarge, Spans: 1) { CanShorten = true }, new(BatchStep.Shorten)),
        (new(SendOutcome.TooLarge, Spans: 1), new(BatchStep.Drop, DropReason.TooLarge)),
        (new(SendOutcome.TooLarge, Spans: 2) { SizeRefusals = 31 }, new(BatchStep.Split, SplitAfter: 1)),
        (new(SendOutcome.TooLarge, Spans: 1) { SizeRefusals = 31 }, new(BatchStep.Drop, DropReason.TooLarge)),

        // Everything is too large, unless the backend accepts other requests.
        (new(SendOutcome.TooLarge, Spans: 5) { SizeRefusals = 32 }, new(BatchStep.Wait)),
        (new(SendOutcome.TooLarge, Spans: 1) { SizeRefusals = 32, CanShorten = true }, new(BatchStep.Wait)),
        (new(SendOutcome.TooLarge, Spans: 5) { SizeRefusals = 32, IsAlive = true }, new(BatchStep.Split, SplitAfter: 2)),
        (new(SendOutcome.TooLarge, Spans: 1) { SizeRefusals = 32, IsAlive = true }, new(BatchStep.Drop, DropReason.TooLarge)),
        (new(SendOutcome.TooLarge, Spans: 512) { SizeRefusals = 1, IsRefusingSizes = true }, new(BatchStep.Split, SplitAfter: 1)),
        (new(SendOutcome.TooLarge, Spans: 1) { SizeRefusals = 2, IsRefusingSizes = true }, new(BatchStep.Wait)),

        // Refusals are counted while the backend has accepted nothing of the batch.
        (new(SendOutcome.Malformed, Spans: 512) { Refusals = 0 }, new(BatchStep.Split, SplitAfter: 256)),
        (new(SendOutcome.Malformed, Spans: 512) { Refusals = 1 }, new(BatchStep.Split, SplitAfter: 256)),
        (new(SendOutcome.Malformed, Spans: 2) { Refusals = 31 }, new(BatchStep.Split, SplitAfter: 1)),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 31 }, new(BatchStep.Drop, DropReason.Rejected)),
        (new(SendOutcome.Malformed, Spans: 2) { Refusals = 32 }, new(BatchStep.DropBatch, DropReason.Rejected)),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 32 }, new(BatchStep.DropBatch, DropReason.Rejected)),

        // The backend refused all spans of an earlier batch: one span shows whether it still does.
        (new(SendOutcome.Malformed, Spans: 512) { Refusals = 1, IsRefusingAll = true }, new(BatchStep.Split, SplitAfter: 1)),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 1, IsRefusingAll = true }, new(BatchStep.Drop, DropReason.Rejected)),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 2, IsRefusingAll = true }, new(BatchStep.DropBatch, DropReason.Rejected)),

        // Four failures of a batch are the backend's fault. After the fifth the bad span is sought.
        (new(SendOutcome.Failed, Spans: 4) { Failures = 1 }, new(BatchStep.Wait)),
        (new(SendOutcome.Failed, Spans: 1) { Failures = 4, AcceptsOthers = true }, new(BatchStep.Wait)),
        (new(SendOutcome.Failed, Spans: 5) { Failures = 5 }, new(BatchStep.WaitSplit, SplitAfter: 2)),
        (new(SendOutcome.Failed, Spans: 2) { Failures = 6, AcceptsOthers = true }, new(BatchStep.WaitSplit, SplitAfter: 1)),
        (new(SendOutcome.Failed, Spans: 1) { Failures = 5 }, new(BatchStep.Wait)),
        (new(SendOutcome.Failed, Spans: 1) { Failures = 500 }, new(BatchStep.Wait)),
        (new(SendOutcome.Failed, Spans: 1) { Failures = 5, AcceptsOthers = true }, new(BatchStep.Drop, DropReason.Rejected)),
    ];

    private static readonly (BatchAttempt Attempt, int SpansLeft, bool Shows)[] Refusals =
    [
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 15 }, 0, true),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 32 }, 0, true),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 14 }, 0, false),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 15 }, 1, false),
        (new(SendOutcome.Malformed, Spans: 1) { Refusals = 0 }, 0, false),
        (new(SendOutcome.Rejected, Spans: 1) { Refusals = 15 }, 0, false),
        (new(SendOutcome.TooLarge, Spans: 1) { Refusals = 15 }, 0, false),
    ];

    private static readonly (WaitingBatch Batch, WaitingPlace Place)[] Places =
    [
        (new(SendOutcome.Retry) { IsDown = true }, WaitingPlace.Memory),
        (new(SendOutcome.Failed) { IsDown = true, IsInPieces = true, Failures = 5 }, WaitingPlace.Memory),

        (new(SendOutcome.Retry) { IsDown = true, HasSpool = true }, WaitingPlace.NewRecord),
        (new(SendOutcome.Retry) { IsDown = true, HasSpool = true, IsInPieces = true }, WaitingPlace.NewRecord),
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, Failures = 1 }, WaitingPlace.NewRecord),
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, Failures = 5, IsInPieces = true }, WaitingPlace.NewRecord),

        // The backend accepts other batches: this one waits for its turn.
        (new(SendOutcome.Retry) { HasSpool = true, IsAnswered = true, Failures = 1 }, WaitingPlace.Memory),
        (new(SendOutcome.Retry) { HasSpool = true, IsAnswered = true, IsSpooled = true, Failures = 1, FailedFromSpool = 80 }, WaitingPlace.Memory),

        // The backend does not answer: the batch is not the reason.
        (new(SendOutcome.Retry) { IsDown = true, HasSpool = true, IsSpooled = true }, WaitingPlace.OldRecord),
        (new(SendOutcome.Retry) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 9 }, WaitingPlace.OldRecord),
        (new(SendOutcome.Retry) { IsDown = true, HasSpool = true, IsSpooled = true, IsInPieces = true }, WaitingPlace.NewRecord),

        // The backend fails at a batch from the spool, or refuses it: a few such batches stay in memory.
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 1, FailedFromSpool = 7 }, WaitingPlace.Memory),
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 4, FailedFromSpool = 8 }, WaitingPlace.OldRecord),
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 4, FailedFromSpool = 8, IsInPieces = true }, WaitingPlace.NewRecord),
        (new(SendOutcome.Retry) { IsDown = true, IsAnswered = true, HasSpool = true, IsSpooled = true, Failures = 1, FailedFromSpool = 7 }, WaitingPlace.Memory),
        (new(SendOutcome.Retry) { IsDown = true, IsAnswered = true, HasSpool = true, IsSpooled = true, Failures = 1, FailedFromSpool = 8 }, WaitingPlace.OldRecord),

        // Everything is too large for the backend.
        (new(SendOutcome.TooLarge) { IsDown = true, IsAnswered = true, HasSpool = true, IsInPieces = true }, WaitingPlace.NewRecord),
        (new(SendOutcome.TooLarge) { IsDown = true, IsAnswered = true, HasSpool = true, IsSpooled = true, FailedFromSpool = 7 }, WaitingPlace.Memory),
        (new(SendOutcome.TooLarge) { IsDown = true, IsAnswered = true, HasSpool = true, IsSpooled = true, FailedFromSpool = 8 }, WaitingPlace.OldRecord),

        // The bad span of a batch is being sought: the batch stays in memory until it is found.
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 5, FailedFromSpool = 8 }, WaitingPlace.Memory),
        (new(SendOutcome.Failed) { IsDown = true, HasSpool = true, IsSpooled = true, Failures = 5, FailedFromSpool = 8, IsInPieces = true }, WaitingPlace.Memory),
        (new(SendOutcome.Retry) { IsDown = true, IsAnswered = true, HasSpool = true, IsSpooled = true, Failures = 2, FailedFromSpool = 8 }, WaitingPlace.Memory),
    ];

    [Fact]
    public void Each_answer_has_one_step() =>
        Assert.All(Answers, static row => Assert.Equal(row.Fate, BatchPolicy.DecideAfterAnswer(row.Attempt)));

    [Fact]
    public void The_table_has_every_outcome_and_every_step()
    {
        Assert.Equal(Enum.GetValues<SendOutcome>().Order(), Answers.Select(static row => row.Attempt.Outcome).Distinct().Order());
        Assert.Equal(Enum.GetValues<BatchStep>().Order(), Answers.Select(static row => row.Fate.Step).Distinct().Order());
    }

    [Fact]
    public void Fifteen_refusals_of_a_whole_batch_show_that_a_backend_refuses_all_spans() =>
        Assert.All(Refusals, static row => Assert.Equal(row.Shows, BatchPolicy.ShowsRefusalOfAll(row.Attempt, row.SpansLeft)));

    [Fact]
    public void A_batch_waits_in_one_place() =>
        Assert.All(Places, static row => Assert.Equal(row.Place, BatchPolicy.ChoosePlace(row.Batch)));

    [Theory]
    [InlineData(3_599, false)]
    [InlineData(3_600, true)]
    [InlineData(3_601, true)]
    public void Spans_expire_at_the_maximum_age(int seconds, bool isExpired) =>
        Assert.Equal(isExpired, BatchPolicy.IsExpired(TimeSpan.FromSeconds(seconds), TimeSpan.FromHours(1)));
}
