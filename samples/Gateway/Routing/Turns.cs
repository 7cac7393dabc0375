namespace TracedLlm.Samples.Gateway;

/// <summary>Counts the turns of deployments, from 0.</summary>
internal sealed class Turns
{
    private uint _last = uint.MaxValue;

    public uint Next() => Interlocked.Increment(ref _last);
}
