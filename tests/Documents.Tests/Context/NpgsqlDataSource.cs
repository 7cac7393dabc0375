/// <summary>The part of the PostgreSQL client Npgsql that a sample uses.</summary>
internal sealed class NpgsqlDataSource
{
    public NpgsqlCommand CreateCommand(string text) => new(text);
}
