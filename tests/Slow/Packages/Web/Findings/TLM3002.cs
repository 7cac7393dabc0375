using TracedLlm;

internal static partial class CoreMismatch
{
    [TracedStage("stage")]
    public static partial ValueTask<int> StageAsync(int number);

    internal static Task<int> StageCoreAsync(int number) => Task.FromResult(number);
}
