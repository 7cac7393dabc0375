using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>Decides what becomes of a batch after an answer. It has no state.</summary>
internal static class BatchPolicy
{
    /// <summary>
    /// After so many failures the fault is sought in the batch. The four delays before are 1, 2, 4 and 8 seconds, which a restart
    /// of a backend does not outlast.
    /// </summary>
    public const int MaxFailures = 5;

    /// <summary>
    /// After so many refusals that may be over later, a piece is cut between its traces: a collector behind a balancer may refuse some of
    /// them, and the balancer answers for all. The delay before the second one outlasts a collector's look at its memory, once a second.
    /// </summary>
    public const int MaxRefusalsUncut = 2;

    /// <summary>
    /// After so many refused pieces of one batch its other pieces wait for another turn, so that what has not been tried is sent meanwhile.
    /// </summary>
    public const int MaxRefusedPiecesInTurn = 8;

    /// <summary>
    /// A backend that has accepted a request within this time is not down because it refuses another one. It is the longest pause
    /// between two requests to a backend that is down.
    /// </summary>
    public static readonly TimeSpan AliveTime = BackOff.Longest;

    /// <summary>
    /// After so many refused requests of one batch, with none accepted, the bad span is no longer sought. To find one bad span in a
    /// default batch of 512 takes 10 requests.
    /// </summary>
    public const int MaxRefusals = 32;

    /// <summary>After so many refused requests of a whole batch the backend refuses all spans: 15 requests refuse 8 spans one by one.</summary>
    public const int MinRefusalsOfAll = 15;

    /// <summary>How many failed batches from the spool may wait in memory, so that the spool does not move into memory.</summary>
    public const int MaxFailedFromSpool = 8;

    // The whole batch, then one span: the second request shows whether the backend still refuses all spans.
    private const int MaxRefusalsWhileRefusingAll = 2;

    /// <summary>Decides what becomes of a piece after an answer.</summary>
    public static BatchFate DecideAfterAnswer(in BatchAttempt attempt) => attempt.Outcome switch
    {
        SendOutcome.Accepted => new(BatchStep.Export),
        SendOutcome.Retry => DecideAfterRetry(attempt),
        SendOutcome.Compressed when attempt.IsCompressed => new(BatchStep.SendUncompressed),
        SendOutcome.TooLarge => DecideAfterTooLarge(attempt),
        SendOutcome.Malformed => DecideAfterRefusal(attempt),
        SendOutcome.Failed => DecideAfterFailure(attempt),
        _ => new(BatchStep.Drop, DropReason.Rejected),
    };

    /// <summary>Whether the backend refuses all spans, as this answer shows.</summary>
    /// <param name="attempt">The request.</param>
    /// <param name="spansLeft">How many spans of the batch are left after it.</param>
    public static bool ShowsRefusalOfAll(in BatchAttempt attempt, int spansLeft) =>
        attempt.Outcome == SendOutcome.Malformed && spansLeft == 0 && attempt.Refusals >= MinRefusalsOfAll;

    /// <summary>Decides where a batch waits until it is tried again.</summary>
    public static WaitingPlace ChoosePlace(in WaitingBatch batch)
    {
        // A backend that accepts others will be asked again soon: the batch waits for its turn.
        if (!batch.HasSpool || !batch.IsDown)
        {
            return WaitingPlace.Memory;
        }

        if (!batch.IsSpooled)
        {
            return WaitingPlace.NewRecord;
        }

        // The batch itself may be the reason why the backend fails. A few such batches stay in memory, so that the fault is found.
        var maxFailures = batch.Outcome == SendOutcome.Retry ? MaxRefusalsUncut : MaxFailures;
        var leavesMemory = (batch.Outcome == SendOutcome.Retry && !batch.IsAnswered)
            || (batch.Failures < maxFailures && batch.FailedFromSpool >= MaxFailedFromSpool);
        if (!leavesMemory)
        {
            return WaitingPlace.Memory;
        }

        // The old record still holds spans that have arrived. They must not be sent again.
        return batch.IsInPieces ? WaitingPlace.NewRecord : WaitingPlace.OldRecord;
    }

    /// <summary>Whether spans that have waited for <paramref name="age"/> are dropped.</summary>
    public static bool IsExpired(TimeSpan age, TimeSpan maxAge) => age >= maxAge;

    // A request is too large. If the backend accepts nothing however small it is, the spans are not the reason.
    private static BatchFate DecideAfterTooLarge(in BatchAttempt attempt)
    {
        if (!attempt.IsAlive && attempt.SizeRefusals >= (attempt.IsRefusingSizes ? MaxRefusalsWhileRefusingAll : MaxRefusals))
        {
            return new(BatchStep.Wait);
        }

        return attempt.Spans > 1 ? Split(attempt.IsRefusingSizes ? 1 : attempt.Spans / 2)
            : attempt.CanShorten ? new(BatchStep.Shorten)
            : new(BatchStep.Drop, DropReason.TooLarge);
    }

    // The backend does not understand a request. The bad span is sought by halves, unless the backend refuses all spans.
    private static BatchFate DecideAfterRefusal(in BatchAttempt attempt)
    {
        var limit = attempt.IsRefusingAll ? MaxRefusalsWhileRefusingAll : MaxRefusals;
        if (attempt.Refusals >= limit)
        {
            return new(BatchStep.DropBatch, DropReason.Rejected);
        }

        return attempt.Spans > 1
            ? Split(attempt.IsRefusingAll ? 1 : attempt.Spans / 2)
            : new(BatchStep.Drop, DropReason.Rejected);
    }

    // The spans may be accepted later. Who refuses may be one of several servers behind the backend, which have different traces.
    private static BatchFate DecideAfterRetry(in BatchAttempt attempt) =>
        !attempt.IsAnswered || attempt.Retries < MaxRefusalsUncut || !attempt.HasSeveralTraces ? new(BatchStep.Wait)
        : attempt.AreHalvesRefused ? new(BatchStep.WaitInTraces)
        : new(BatchStep.WaitHalved);

    // The backend fails, and the batch may be the reason. The bad span is sought in ever smaller pieces; it is found if the backend
    // accepts other spans.
    private static BatchFate DecideAfterFailure(in BatchAttempt attempt)
    {
        if (attempt.Failures < MaxFailures)
        {
            return new(BatchStep.Wait);
        }

        if (attempt.Spans > 1)
        {
            return new(BatchStep.WaitSplit, SplitAfter: attempt.Spans / 2);
        }

        return attempt.AcceptsOthers ? new(BatchStep.Drop, DropReason.Rejected) : new(BatchStep.Wait);
    }

    private static BatchFate Split(int spans) => new(BatchStep.Split, SplitAfter: spans);
}
