namespace TracedLlm.Export.Delivery;

/// <summary>
/// The two halves of a refused piece. If the backend refuses both, its refusals are all over the piece, and further halving would send the
/// spans that it takes again and again. Not safe for concurrent use.
/// </summary>
/// <param name="parent">The halves that the cut piece was one of; <see langword="null"/> if it was not made by halving.</param>
internal sealed class PieceHalves(PieceHalves? parent)
{
    private int _refused;

    /// <summary>Whether the backend has refused both, or both of the larger halves before.</summary>
    public bool AreRefused => _refused > 1 || parent is { _refused: > 1 };

    /// <summary>The backend has refused one of the halves for the first time.</summary>
    public void CountRefused() => _refused++;
}
