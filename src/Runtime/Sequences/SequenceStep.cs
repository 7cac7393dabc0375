namespace TracedLlm.Sequences;

/// <summary>One step of an enumerator with its source.</summary>
internal enum SequenceStep
{
    /// <summary>Gets the source's enumerator.</summary>
    Open,

    /// <summary>Moves to the next item.</summary>
    Move,

    /// <summary>Disposes the source's enumerator.</summary>
    Close,
}
