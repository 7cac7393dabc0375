namespace TracedLlm.Allocations.Tests;

/// <summary>A stage that returns a synchronous sequence.</summary>
internal sealed partial class SequenceStage
{
    [TracedStage("sequence")]
    public partial IEnumerable<int> Items(int count);

    private IEnumerable<int> ItemsCore(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }
    }
}
