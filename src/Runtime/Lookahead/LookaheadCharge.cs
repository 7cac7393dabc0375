namespace TracedLlm.Lookahead;

/// <summary>The memory of one buffer in the budget.</summary>
/// <param name="Bytes">How many bytes the buffer holds: the length of its array.</param>
/// <param name="IsLarge">Whether they belong to the share of large bodies.</param>
/// <param name="IsLate">Whether the handler runs already, and the bytes are kept while it reads the body.</param>
internal readonly record struct LookaheadCharge(int Bytes, bool IsLarge, bool IsLate);
