namespace TracedLlm.Exporting;

/// <summary>
/// What a sampler must know about the root that this thread starts, and does not find in the context of the root's parent. The request
/// does not exist yet.
/// </summary>
internal static class StartingRoot
{
    [ThreadStatic]
    private static bool? t_isFlagFollowed;

    /// <summary><see cref="IExportedRequest.IsFlagFollowed"/> of the request; <see langword="null"/> while no root starts.</summary>
    public static bool? IsFlagFollowed
    {
        get => t_isFlagFollowed;
        set => t_isFlagFollowed = value;
    }
}
