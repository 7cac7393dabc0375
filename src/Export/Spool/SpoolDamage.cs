namespace TracedLlm.Export.Spool;

/// <summary>What could not be read of a file.</summary>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Spans">How many spans are known to have been in them. There are more where the header of a record is damaged in a file of another process.</param>
internal readonly record struct SpoolDamage(long Bytes, long Spans)
{
    public static SpoolDamage operator +(SpoolDamage one, SpoolDamage other) => new(one.Bytes + other.Bytes, one.Spans + other.Spans);
}
