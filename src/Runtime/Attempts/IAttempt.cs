namespace TracedLlm;

/// <summary>An attempt as the log of its request knows it.</summary>
internal interface IAttempt
{
    /// <summary>How it goes.</summary>
    AttemptState State { get; }

    /// <summary>Whether the provider has begun to answer without an error.</summary>
    bool IsAnswered { get; }

    /// <summary>Whether it was started in case another attempt is slow. Set by the log.</summary>
    bool IsHedge { get; set; }

    /// <summary>How many answers there were when it started, of those that would make it needless. Set by the log.</summary>
    int AnswersBefore { get; set; }
}
