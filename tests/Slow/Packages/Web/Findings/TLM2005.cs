using TracedLlm;

internal static partial class AsyncVoid
{
    [TracedStage("stage")]
    public static partial void Stage();

    private static void StageCore() => Audit();

    private static async void Audit() => await Task.Yield();
}
