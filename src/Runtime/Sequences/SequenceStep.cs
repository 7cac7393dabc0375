namespace TracedLlm.Sequences;

/// <summary>What an enumerator does with its source in one step.</summary>
internal enum SequenceStep
{
    /// <summary>Gets the source's enumerator.</summary>
    Open,

    /// <summary>Moves to the next item.</summary>
    Move,

    /// <summary>Disposes the source's enumerator.</summary>
    Close,
}
