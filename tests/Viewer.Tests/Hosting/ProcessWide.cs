namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>Tests that start a gateway: its export listens to the whole process, so they run one after another and alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide";
}
