namespace TracedLlm.Faults.Tests.Sockets;

/// <summary>What becomes of a batch that a receiver answered with a fault.</summary>
internal enum AnswerFate
{
    /// <summary>The exporter has no answer, or one that asks for another try: it sends the batch again.</summary>
    SentAgain,

    /// <summary>The status has confirmed the batch, whatever follows it.</summary>
    Taken,

    /// <summary>The answer says that the batch is never accepted.</summary>
    Refused,
}
