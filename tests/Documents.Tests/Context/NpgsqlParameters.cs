internal sealed class NpgsqlParameters
{
    public void AddWithValue(object value) => ArgumentNullException.ThrowIfNull(value);
}
