namespace TracedLlm.Export.Delivery;

/// <summary>
/// The two halves of a refused piece. If the backend refuses both, its refusals are all over the piece, and further halving would send the
/// spans that it takes again and again. Not safe for concurrent use.
/// </summary>
internal sealed class PieceHalves
{
    /// <summary>How many of the halves the backend has refused.</summary>
    public int Refused { get; set; }
}
